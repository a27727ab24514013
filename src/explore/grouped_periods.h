// The end of a query whose rows are counted by period and group, by period, by group, and altogether. Not thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "charts/sql_builder.h"
#include "explore/analysis_sql.h"

namespace millrace {

struct NamedMeasure {
  std::string name;
  Sql expression;  // an aggregate over the rows
  AnalysisType type = AnalysisType::kInteger;
};

// Adds to the statement: the rows of the relation `rows`, which has `period` and, if there is a grouping, `g`. Groups
// rank by `rank`, an aggregate, the greatest first, then by their value, NULL last. Only the best are kept.
void CountByPeriodAndGroup(AnalysisStatement& statement, Select& query, const Sql& rows,
                           const std::vector<NamedMeasure>& measures, const Sql& rank,
                           const std::optional<Grouping>& group);

// Of the relation `rows`, whose column `g` is the group: adds relations to the query, and reads from the last one,
// which has only the groups that rank best by `size`, an expression of windows over `g`, and the rows of `always`.
void KeepTopGroups(Select& query, const Sql& rows, const Sql& size, const Grouping& group, const Sql& always = "FALSE");

}  // namespace millrace
