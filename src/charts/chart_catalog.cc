#include "charts/chart_catalog.h"

#include "charts/chart_sheets.h"

namespace millrace {

const std::vector<ChartSheet>& ChartSheets() {
  static const std::vector<ChartSheet> sheets = {OverviewSheet(),  AcquisitionSheet(), EngagementSheet(),
                                                 RetentionSheet(), DeviceSheet(),      DetailsSheet(),
                                                 CommerceSheet()};
  return sheets;
}

const Chart* FindChart(std::string_view id) {
  for (const ChartSheet& sheet : ChartSheets()) {
    for (const Chart& chart : sheet.charts) {
      if (chart.id == id) return &chart;
    }
  }
  return nullptr;
}

}  // namespace millrace
