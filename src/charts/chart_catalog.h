// THE table of sheets and charts (dashboards.md §2 with its differences, and the sheet Commerce): what each chart
// shows, from which table, and how it may be restricted. Everything else about charts follows from it: their SQL
// (chart_query.h), the reference, what the API says of them.
//
// Constant; thread-safe. What a chart answers and how it is computed is said here, in English; titles and translations
// belong to the front end, by the chart's id.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace millrace {

enum class ChartKind : uint8_t { kLine, kColumn, kBar, kStacked, kPie, kTreemap, kMap, kPivot, kHeatmap, kKpi, kTable };
inline constexpr std::array<std::string_view, 11> kChartKindNames = {
    "line", "column", "bar", "stacked", "pie", "treemap", "map", "pivot", "heatmap", "kpi", "table"};

// What a column is for. There is one row for each combination of all columns that are no measures.
enum class ChartRole : uint8_t { kDimension, kSeries, kRow, kColumn, kMeasure };
inline constexpr std::array<std::string_view, 5> kChartRoleNames = {"dimension", "series", "row", "column", "measure"};

// kHour and kWeek are local times: the beginning. kTimestamp is UTC, unless the column's name begins with `local_`.
enum class ChartType : uint8_t { kDay, kHour, kWeek, kText, kInteger, kNumber, kTimestamp, kJson };
inline constexpr std::array<std::string_view, 8> kChartTypeNames = {"day",     "hour",   "week",      "text",
                                                                    "integer", "number", "timestamp", "json"};

// kNone: a number without one, as the values that events carry.
enum class ChartUnit : uint8_t { kNone, kCount, kShare, kSeconds, kCurrency };
inline constexpr std::array<std::string_view, 5> kChartUnitNames = {"", "count", "share", "seconds", "currency"};

struct ChartColumn {
  std::string_view name = {};
  ChartRole role = ChartRole::kDimension;
  ChartType type = ChartType::kText;
  ChartUnit unit = ChartUnit::kNone;
  // Over the columns of the table, the same in every dialect; an aggregate of a measure.
  std::string_view sql = {};
  // Top-N chooses among its values.
  bool is_ranked = false;
};

// A choice beside the filters of all charts.
struct ChartSelector {
  std::string_view name = {};
  std::vector<std::string_view> values = {};  // empty: any texts, several of them
  std::string_view default_value = {};        // with `values`; of an open selector the default is no restriction
  std::string_view sql = {};                  // what has to be equal to the choice; empty: see the chart's source
};

// Where rows come from, if not from the table alone.
enum class ChartSource : uint8_t {
  kTable,          // groups and aggregates of the table
  kIntraday,       // the same of an hour, and of that hour of the day before
  kActivity,       // running sums over 7 and 30 days
  kStickiness,     // true distinct users of 1, 7 and 30 days
  kActiveDate,     // cohorts by active date; selector `cohort`
  kRetentionRate,  // cohorts by first visit; selector `average`
  kItems,          // items with local days and merged users
  kFirstPurchase,  // first purchases of users, from items
  kEvents,         // rows of the event view, not grouped
  kUsers           // users of the event view, not grouped
};

enum class ChartOrder : uint8_t { kByDimensions, kByMeasure };

struct Chart {
  std::string_view id = {};  // `sheet.chart`
  ChartKind kind = ChartKind::kLine;
  std::string_view table = {};
  std::vector<ChartColumn> columns = {};  // measures last
  ChartSource source = ChartSource::kTable;
  std::string_view range_column = "event_date";
  std::string_view condition = {};       // that rows of the table must meet
  std::string_view country_column = {};  // empty: the table knows no countries
  std::vector<ChartSelector> selectors = {};
  std::optional<int> top = {};  // default of N: values of the ranked column, by the first measure over the whole range
  ChartOrder order = ChartOrder::kByDimensions;
  std::string_view question = {};    // that it answers
  std::string_view definition = {};  // how its measures are computed; names between backticks
};

struct ChartSheet {
  std::string_view id;
  std::vector<Chart> charts;
};

const std::vector<ChartSheet>& ChartSheets();

// Null if there is none.
const Chart* FindChart(std::string_view id);

}  // namespace millrace
