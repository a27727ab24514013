#include "storage/day_folders.h"

#include "core/day_folder.h"
#include "core/time.h"

namespace millrace {
namespace {

constexpr int64_t kDayNs = 86'400'000'000'000;

int32_t DayOf(int64_t instant_ns) {
  const int64_t day = instant_ns / kDayNs;
  return static_cast<int32_t>(instant_ns % kDayNs < 0 ? day - 1 : day);
}

}  // namespace

std::optional<DayRange> DaysOfFolder(std::string_view path) {
  const auto year = TakeFolderNumber(path, "year=");
  const auto month = year ? TakeFolderNumber(path, "month=") : std::nullopt;
  const auto day = month ? TakeFolderNumber(path, "day=") : std::nullopt;
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
