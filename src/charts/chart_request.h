// What is asked of a chart: its parameters, read and checked. Plain values; pure functions; thread-safe.
//
// Parameters are texts of a request, so a wrong one is a value, not an exception. Names and forms:
//
// - `from`, `to`: days `2025-03-10`, both included. Tables of events also take minutes, `2025-03-10T12:30`
// - `compare_from`, `compare_to`: days; both or none
// - `platform`, `country`: may repeat; `(not set)` means NULL
// - `top`: only of charts that rank
// - `offset`, `limit`: of rows
// - the chart's selectors: those without a list of values may repeat
//
// Days are local days of the app; those of tables of events are UTC, as the time that these show.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "charts/chart_catalog.h"

#include "warehouse/sql_parameters.h"

namespace millrace {

inline constexpr int kDefaultChartDays = 30;
inline constexpr int kMostChartDays = 1100;  // a range is at most three years
// A chart is drawn whole: by default it has all rows up to this bound, which three years of most charts and a year of
// cohorts stay below. Their bytes are bounded, too (project/dashboards.h).
inline constexpr int64_t kMostChartRows = 100'000;
inline constexpr int64_t kMostTableRows = 10'000;  // of a page of a table
inline constexpr int64_t kTableRows = 100;         // default of a table
inline constexpr int64_t kMostChartOffset = 10'000'000;
inline constexpr int kMostRanked = 100;
inline constexpr size_t kMostChosen = 100;       // values of a filter or selector
inline constexpr size_t kLongestChosen = 2'000;  // bytes of one
inline constexpr std::string_view kNotSet = "(not set)";

// A text, or NULL.
using ChosenValue = std::optional<std::string>;

struct ChosenValues {
  std::string_view name;  // of the selector
  std::vector<ChosenValue> values;
};

struct ChartRequest {
  const Chart* chart = nullptr;
  TimeRange range;  // whole days, but of tables of events
  std::optional<TimeRange> comparison;
  std::vector<ChosenValue> platforms;  // empty: all
  std::vector<ChosenValue> countries;
  std::vector<ChosenValues> choices;  // of closed selectors always one value; of open ones, those that are restricted
  std::optional<int> top;
  int64_t offset = 0;
  int64_t limit = 0;

  // The values chosen of a selector; empty: no restriction.
  std::vector<ChosenValue> Chosen(std::string_view selector) const;
};

struct ParameterFault {
  std::string parameter;
  std::string detail;  // a sentence without full stop: what is wrong, and what would be right
};

using ChartParameters = std::vector<std::pair<std::string, std::string>>;

// `last_day`: days since the epoch, the default of `to`. Without a comparison a KPI is compared with the period before.
std::variant<ChartRequest, ParameterFault> ReadChartRequest(const Chart& chart, const ChartParameters& parameters,
                                                            int32_t last_day);

// Days since the epoch: the first of a range, and the one after its last.
int32_t FirstDayOf(const TimeRange& range);
int32_t DayAfter(const TimeRange& range);

// `from` and `to` of a range as parameters write them.
std::string FirstOf(const TimeRange& range);
std::string LastOf(const TimeRange& range);

}  // namespace millrace
