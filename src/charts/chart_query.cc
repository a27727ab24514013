#include "charts/chart_query.h"

#include <algorithm>

#include "charts/chart_source.h"

#include "core/error.h"

namespace millrace {
namespace {

class ChartStatementBuilder {
 public:
  ChartStatementBuilder(const ChartRequest& request, const ChartApp& app)
      : request_(request), chart_(*request.chart), sql_(SqlDialect::Of(app.dialect)), source_(request, app, values_) {}

  ChartStatement Build(ChartPart part) {
    const TimeRange& range = part == ChartPart::kComparison ? request_.comparison.value() : request_.range;
    Select query = source_.IsWhole() ? source_.Whole(range) : Grouped(range);
    if (part == ChartPart::kRowCount) {
      query = Select().Column(SqlDialect::AsInteger("count(*)"), "rows").From(query, "counted");
    } else {
      // Nobody asks for the number of compared rows; one more tells that some are left out.
      query.Limit(request_.limit + (part == ChartPart::kComparison ? 1 : 0), request_.offset);
    }
    return {.sql = query.ToSql().text(), .values = values_.values(), .tables = source_.tables()};
  }

 private:
  const ChartColumn* RankedColumn() const {
    const auto found = std::ranges::find_if(chart_.columns, [](const ChartColumn& column) { return column.is_ranked; });
    return request_.top && found != chart_.columns.end() ? &*found : nullptr;
  }
  size_t FirstMeasure() const {
    const auto found = std::ranges::find(chart_.columns, ChartRole::kMeasure, &ChartColumn::role);
    MILLRACE_CHECK(found != chart_.columns.end());
    return static_cast<size_t>(found - chart_.columns.begin());
  }

  // The values that Top-N leaves. Always those of the range, also for the comparison: it shows the same ones.
  Select Ranking(const ChartColumn& ranked) {
    Select ranking;
    ranking.Column(Sql::Own(ranked.sql), "ranked_value").From(source_.Grouped(request_.range)).GroupBy("1");
    ranking.OrderBy(source_.ColumnSql(chart_.columns[FirstMeasure()]), SortOrder::kDescending).OrderBy("1");
    ranking.Limit(*request_.top);
    return ranking;
  }

  Select Grouped(const TimeRange& range) {
    Select select;
    select.From(source_.Grouped(range));
    if (const ChartColumn* ranked = RankedColumn()) {
      select.With("ranking", Ranking(*ranked));
      select.Join("INNER JOIN ranking AS k ON " + sql_.IsSame("r." + Sql::Own(ranked->sql), "k.ranked_value"));
    }
    const size_t first_measure = FirstMeasure();
    if (chart_.order == ChartOrder::kByMeasure) {
      select.OrderBy(Position(first_measure), SortOrder::kDescending);
    }
    for (size_t i = 0; i < chart_.columns.size(); ++i) {
      select.Column(source_.ColumnSql(chart_.columns[i]), chart_.columns[i].name);
      if (i < first_measure) select.GroupBy(Position(i)).OrderBy(Position(i));
    }
    return select;
  }
  static Sql Position(size_t column) { return Sql::Digits(static_cast<int64_t>(column) + 1); }

  const ChartRequest& request_;
  const Chart& chart_;
  const SqlDialect& sql_;
  SqlValues values_;
  ChartSourceSql source_;
};

}  // namespace

ChartStatement ChartStatementOf(const ChartRequest& request, const ChartApp& app, ChartPart part) {
  return ChartStatementBuilder(request, app).Build(part);
}

}  // namespace millrace
