#include "explore/analysis_sql.h"

#include "core/error.h"

namespace millrace {

AnalysisStatement BuildAnalysis(const Analysis& analysis, const AnalysisTarget& target, const AnalysisDays& range) {
  switch (analysis.body.index()) {
    case 0:
      return BuildEventAnalysis(analysis, target, range);
    case 1:
      return BuildFunnel(analysis, target, range);
    case 2:
      return BuildPath(analysis, target, range);
    case 3:
      return BuildRetention(analysis, target, range);
    default:
      return BuildAttribution(analysis, target, range);
  }
}

}  // namespace millrace
