#include "storage/day_folders.h"

#include <charconv>

#include "core/time.h"

namespace millrace {
namespace {

constexpr int64_t kDayNs = 86'400'000'000'000;

int32_t DayOf(int64_t instant_ns) {
  const int64_t day = instant_ns / kDayNs;
  return static_cast<int32_t>(instant_ns % kDayNs < 0 ? day - 1 : day);
}

// Takes `name=number/` (or without the slash, at the end) off the front.
std::optional<int> TakeNumber(std::string_view& path, std::string_view name) {
  if (!path.starts_with(name)) return std::nullopt;
  const size_t slash = path.find('/');
  const std::string_view digits = path.substr(0, slash).substr(name.size());
  int number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || digits.size() > 4) return std::nullopt;
  path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  return number;
}

}  // namespace

std::optional<DayRange> DaysOfFolder(std::string_view path) {
  const auto year = TakeNumber(path, "year=");
  const auto month = year ? TakeNumber(path, "month=") : std::nullopt;
  const auto day = month ? TakeNumber(path, "day=") : std::nullopt;
  if (!year) return std::nullopt;
  const auto first = DaysFromCivil({.year = *year, .month = month.value_or(1), .day = day.value_or(1)});
  if (!first) return std::nullopt;
  if (day) return DayRange{*first, *first};
  const CivilDay next = !month         ? CivilDay{*year + 1, 1, 1}
                        : *month == 12 ? CivilDay{*year + 1, 1, 1}
                                       : CivilDay{*year, *month + 1, 1};
  return DayRange{*first, DaysFromCivil(next).value_or(*first + 1) - 1};
}

DayRange DaysOfWindow(std::optional<int64_t> from_ns, std::optional<int64_t> to_ns) {
  DayRange days;
  if (from_ns) days.first = DayOf(*from_ns) - 1;
  if (to_ns) days.last = DayOf(*to_ns) + 1;
  return days;
}

}  // namespace millrace
