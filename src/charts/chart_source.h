// What the rows of a chart are taken from: the table itself, or a query over it where a chart needs more than groups
// and sums. Only the room `charts` uses it; a source belongs to the statement whose values it binds.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "charts/chart_query.h"
#include "charts/sql_builder.h"
#include "charts/sql_dialect.h"

namespace millrace {

class ChartSourceSql {
 public:
  // All of them must outlive it.
  ChartSourceSql(const ChartRequest& request, const ChartApp& app, SqlValues& values)
      : request_(request), chart_(*request.chart), app_(app), sql_(SqlDialect::Of(app.dialect)), values_(values) {}

  // What stands after FROM, restricted to the range and all that the request chooses, for charts that group and
  // aggregate it by the expressions of their columns.
  Sql Grouped(const TimeRange& range);
  // Of those that do not: a whole query with the columns of the chart, sorted.
  Select Whole(const TimeRange& range);
  // Whether it has to be Whole.
  bool IsWhole() const;
  // The expression of a column, with the type that the catalogue promises.
  Sql Typed(const ChartColumn& column, const Sql& expression) const;
  Sql ColumnSql(const ChartColumn& column) const;
  // That were named until now.
  const std::set<std::string, std::less<>>& tables() const { return tables_; }

 private:
  Sql Table(std::string_view name) {
    tables_.emplace(name);
    return Sql::Relation(app_.schema, name);
  }
  Sql IsChosen(const Sql& expression, const std::vector<ChosenValue>& chosen);
  void RestrictRange(Select& select, const Sql& column, const TimeRange& range);
  void RestrictChoices(Select& select);
  // Platform, country, choices and the chart's own condition.
  void Restrict(Select& select);

  Sql Filtered(const TimeRange& range);
  Sql Intraday(const TimeRange& range);
  Sql Items(const TimeRange& range);
  Sql FirstPurchases(const TimeRange& range);
  Select Activity(const TimeRange& range);
  Select Stickiness(const TimeRange& range);
  Select ActiveUsersOfPlatforms(const TimeRange& range);
  Select ActiveDates(const TimeRange& range);
  Select FirstVisits(const TimeRange& range);
  Select Events(const TimeRange& range);
  Select Users(const TimeRange& range);

  const ChartRequest& request_;
  const Chart& chart_;
  const ChartApp& app_;
  const SqlDialect& sql_;
  SqlValues& values_;
  std::set<std::string, std::less<>> tables_;
};

}  // namespace millrace
