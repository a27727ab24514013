#include "charts/chart_request.h"

#include <algorithm>

#include "core/did_you_mean.h"
#include "core/integer_text.h"
#include "core/time.h"
#include "core/utf8.h"

namespace millrace {
namespace {

constexpr int64_t kMinuteUs = 60'000'000;
constexpr int64_t kDayUs = 86'400'000'000;
constexpr size_t kDayLength = 10;
constexpr size_t kMinuteLength = 16;

int64_t DayBegin(int32_t day) {
  return day * kDayUs;
}

// Reads the parameters one after the other; the first fault ends it.
class ChartRequestReader {
 public:
  ChartRequestReader(const Chart& chart, const ChartParameters& parameters, int32_t last_day)
      : chart_(chart), parameters_(parameters), last_day_(last_day) {
    request_.chart = &chart;
    request_.top = chart.top;
    is_table_ = chart.kind == ChartKind::kTable;
    request_.limit = is_table_ ? kTableRows : kMostChartRows;
  }

  std::variant<ChartRequest, ParameterFault> Read() {
    for (const auto& [name, value] : parameters_) {
      if (!fault_) Take(name, value);
    }
    if (!fault_) SetRange();
    if (!fault_) SetComparison();
    if (!fault_) SetDefaults();
    if (fault_) return *fault_;
    return request_;
  }

 private:
  void Fail(std::string_view parameter, std::string detail) {
    if (!fault_) fault_ = ParameterFault{std::string(parameter), std::move(detail)};
  }

  void Take(const std::string& name, const std::string& value) {
    if (value.size() > kLongestChosen) return Fail(name, "the value is longer than 2000 bytes");
    if (!IsValidUtf8(value) || value.find('\0') != std::string::npos) {
      return Fail(name, "the value is no UTF-8 text, or has a NUL in it");
    }
    if (name == "from") return TakeBegin(name, value, from_);
    if (name == "to") return TakeEnd(name, value, to_);
    if (name == "compare_from") return TakeBegin(name, value, compare_from_);
    if (name == "compare_to") return TakeEnd(name, value, compare_to_);
    if (name == "platform") return TakeValue(name, value, request_.platforms);
    if (name == "country" && !chart_.country_column.empty()) return TakeValue(name, value, request_.countries);
    if (name == "top" && chart_.top) return TakeTop(value);
    if (name == "offset") return TakeInteger(name, value, 0, kMostChartOffset, offset_seen_, request_.offset);
    if (name == "limit") {
      return TakeInteger(name, value, 1, is_table_ ? kMostTableRows : kMostChartRows, limit_seen_, request_.limit);
    }
    for (const ChartSelector& selector : chart_.selectors) {
      if (name == selector.name) return TakeChoice(selector, value);
    }
    Fail(name, "the chart `" + std::string(chart_.id) + "` has no such parameter" + DidYouMeanHint(name, Names()));
  }

  std::vector<std::string_view> Names() const {
    std::vector<std::string_view> names = {"from", "to", "compare_from", "compare_to", "platform", "offset", "limit"};
    if (!chart_.country_column.empty()) names.push_back("country");
    if (chart_.top) names.push_back("top");
    for (const ChartSelector& selector : chart_.selectors) names.push_back(selector.name);
    return names;
  }

  // Microseconds of a day's or minute's begin, and how long it lasts.
  std::optional<std::pair<int64_t, int64_t>> Moment(const std::string& name, const std::string& value) {
    const bool is_day = value.size() == kDayLength;
    const auto instant = is_day || (is_table_ && value.size() == kMinuteLength) ? ParseInstant(value) : std::nullopt;
    if (instant) return {{*instant / 1000, is_day ? kDayUs : kMinuteUs}};
    Fail(name, "`" + value + "` is no day" +
                   (is_table_ ? " or minute; write `2025-03-10` or `2025-03-10T12:30`" : "; write it as `2025-03-10`"));
    return {};
  }
  void TakeBegin(const std::string& name, const std::string& value, std::optional<int64_t>& target) {
    if (target) return Fail(name, "it was given twice");
    if (const auto moment = Moment(name, value)) target = moment->first;
  }
  void TakeEnd(const std::string& name, const std::string& value, std::optional<int64_t>& target) {
    if (target) return Fail(name, "it was given twice");
    if (const auto moment = Moment(name, value)) target = moment->first + moment->second;
  }

  void TakeValue(std::string_view name, const std::string& value, std::vector<ChosenValue>& values) {
    if (values.size() == kMostChosen) return Fail(name, "more than 100 values were given");
    values.push_back(value == kNotSet ? ChosenValue() : ChosenValue(value));
  }

  void TakeInteger(const std::string& name, const std::string& value, int64_t least, int64_t most, bool& is_seen,
                   int64_t& target) {
    if (is_seen) return Fail(name, "it was given twice");
    is_seen = true;
    const auto number = ParseWhole<int64_t>(value);
    if (number && *number >= least && *number <= most) {
      target = *number;
      return;
    }
    Fail(name, "`" + value + "` is no integer from " + std::to_string(least) + " to " + std::to_string(most));
  }
  void TakeTop(const std::string& value) {
    int64_t top = 0;
    TakeInteger("top", value, 1, kMostRanked, top_seen_, top);
    request_.top = static_cast<int>(top);
  }

  void TakeChoice(const ChartSelector& selector, const std::string& value) {
    auto chosen = std::ranges::find(request_.choices, selector.name, &ChosenValues::name);
    if (chosen == request_.choices.end()) {
      chosen = request_.choices.insert(chosen, {.name = selector.name, .values = {}});
    }
    if (selector.values.empty()) return TakeValue(selector.name, value, chosen->values);
    if (!chosen->values.empty()) return Fail(selector.name, "it was given twice");
    if (std::ranges::find(selector.values, value) == selector.values.end()) {
      return Fail(selector.name, "`" + value + "` is none of its values" + DidYouMeanHint(value, selector.values));
    }
    chosen->values.emplace_back(value);
  }

  void SetRange() {
    request_.range.end_us = to_.value_or(DayBegin(last_day_) + kDayUs);
    request_.range.begin_us = from_.value_or(request_.range.end_us - kDefaultChartDays * kDayUs);
    CheckRange(request_.range, "from", "to");
  }
  void CheckRange(const TimeRange& range, std::string_view from, std::string_view to) {
    if (range.end_us <= range.begin_us) Fail(to, "it lies before `" + std::string(from) + "`");
    if (range.end_us - range.begin_us > kMostChartDays * kDayUs) Fail(from, "the range is longer than 1100 days");
  }
  void SetComparison() {
    const TimeRange& range = request_.range;
    if (compare_from_.has_value() != compare_to_.has_value()) {
      return Fail(compare_from_ ? "compare_to" : "compare_from",
                  "a comparison needs both `compare_from` and `compare_to`");
    }
    if (compare_from_ && is_table_) return Fail("compare_from", "a table is not compared");
    if (compare_from_) {
      request_.comparison = {*compare_from_, *compare_to_};
      CheckRange(*request_.comparison, "compare_from", "compare_to");
    } else if (chart_.kind == ChartKind::kKpi) {
      request_.comparison = {2 * range.begin_us - range.end_us, range.begin_us};
    }
  }
  void SetDefaults() {
    for (const ChartSelector& selector : chart_.selectors) {
      const bool is_chosen =
          std::ranges::find(request_.choices, selector.name, &ChosenValues::name) != request_.choices.end();
      if (!is_chosen && !selector.values.empty()) {
        request_.choices.push_back({.name = selector.name, .values = {std::string(selector.default_value)}});
      }
    }
  }

  const Chart& chart_;
  const ChartParameters& parameters_;
  const int32_t last_day_;
  bool is_table_ = false;
  std::optional<int64_t> from_, to_, compare_from_, compare_to_;
  bool offset_seen_ = false, limit_seen_ = false, top_seen_ = false;
  ChartRequest request_;
  std::optional<ParameterFault> fault_;
};

}  // namespace

std::vector<ChosenValue> ChartRequest::Chosen(std::string_view selector) const {
  const auto found = std::ranges::find(choices, selector, &ChosenValues::name);
  return found == choices.end() ? std::vector<ChosenValue>() : found->values;
}

std::variant<ChartRequest, ParameterFault> ReadChartRequest(const Chart& chart, const ChartParameters& parameters,
                                                            int32_t last_day) {
  return ChartRequestReader(chart, parameters, last_day).Read();
}

int32_t FirstDayOf(const TimeRange& range) {
  return static_cast<int32_t>(range.begin_us / kDayUs);
}

int32_t DayAfter(const TimeRange& range) {
  return static_cast<int32_t>(range.end_us / kDayUs);
}

std::string FirstOf(const TimeRange& range) {
  const std::string text = FormatMicroseconds(range.begin_us);
  return text.substr(0, range.begin_us % kDayUs == 0 ? kDayLength : kMinuteLength);
}

std::string LastOf(const TimeRange& range) {
  if (range.end_us % kDayUs == 0) return FormatMicroseconds(range.end_us - kDayUs).substr(0, kDayLength);
  return FormatMicroseconds(range.end_us - kMinuteUs).substr(0, kMinuteLength);
}

}  // namespace millrace
