// From a checked analysis to one SQL query over the event view. What people typed is bound; the text consists of
// literals of the program and of columns of the event view. Each query reads the columns and days that it needs once;
// no event joins another. docs/explanation/analyses.md defines the numbers; testing/plain_analysis.h computes them in
// another way, and the tests compare the two on DuckDB and PostgreSQL.
//
// Events of a user are ordered by time, then by bundle number (NULL first), then by event id: two are never equal. A
// user is a `merged_user_id`, a day a local one of the app. Thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "charts/sql_builder.h"
#include "explore/analysis.h"

#include "warehouse/dialect.h"

namespace millrace {

// Where the events are.
struct AnalysisTarget {
  std::string schema;
  std::string timezone = "UTC";  // IANA name
  Dialect dialect = Dialect::kDuckDb;
};

enum class AnalysisRole : uint8_t { kScope, kPeriod, kGroup, kDimension, kMeasure };
inline constexpr std::array<std::string_view, 5> kAnalysisRoleNames = {"scope", "period", "group", "dimension",
                                                                       "measure"};
enum class AnalysisType : uint8_t { kText, kDay, kInteger, kNumber, kBoolean };
inline constexpr std::array<std::string_view, 5> kAnalysisTypeNames = {"text", "day", "integer", "number", "boolean"};

struct AnalysisColumn {
  std::string name;
  AnalysisRole role = AnalysisRole::kMeasure;
  AnalysisType type = AnalysisType::kInteger;
};

struct AnalysisStatement {
  Sql sql;
  SqlValues values;
  std::vector<AnalysisColumn> columns;  // of the rows, in their order
};

AnalysisStatement BuildAnalysis(const Analysis& analysis, const AnalysisTarget& target, const AnalysisDays& range);

// One row per scope, period and group; `scope` says what is put together: `total` (all periods, all groups), `period`,
// `group` (all periods), `group_period`. Of the groups only the `top` ones are there.
//
// Measures as the metrics are: `metric_1`, …
AnalysisStatement BuildEventAnalysis(const Analysis& analysis, const AnalysisTarget& target, const AnalysisDays& range);
// `step_1`, …: users or step-1 events that reach each step.
AnalysisStatement BuildFunnel(const Analysis& analysis, const AnalysisTarget& target, const AnalysisDays& range);

// One row per step, source and target: an edge, with its weight. At step 1 the source is NULL: paths begin. `is_other`
// columns mark the node that stands for those that were not chosen.
AnalysisStatement BuildPath(const Analysis& analysis, const AnalysisTarget& target, const AnalysisDays& range);

// One row per start period, group and distance in periods, with the size of the cohort and those who returned.
AnalysisStatement BuildRetention(const Analysis& analysis, const AnalysisTarget& target, const AnalysisDays& range);

// One row per touch point (from 1; NULL: goals without any) and group.
AnalysisStatement BuildAttribution(const Analysis& analysis, const AnalysisTarget& target, const AnalysisDays& range);

}  // namespace millrace
