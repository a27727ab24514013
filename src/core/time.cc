#include "core/time.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

namespace millrace {
namespace {

// Removes exactly `digits` digits from the beginning of `text`.
std::optional<int> TakeDigits(std::string_view& text, size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  const char* end = text.data() + digits;
  // from_chars accepts a minus sign, so check for a digit first.
  if (text[0] < '0' || text[0] > '9') return std::nullopt;
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stopped != end) return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

bool TakeChar(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

// The fraction after a point as nanoseconds; digits after the ninth are cut.
std::optional<int64_t> TakeFraction(std::string_view& text) {
  int64_t value = 0;
  int digits = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    if (digits < 9) value = value * 10 + (text.front() - '0');
    ++digits;
    text.remove_prefix(1);
  }
  if (digits == 0) return std::nullopt;
  for (int i = digits; i < 9; ++i) value *= 10;
  return value;
}

// The part after the time: nothing, Z or an offset. Returns seconds east of UTC.
std::optional<int64_t> ParseZone(std::string_view text) {
  if (text.empty() || text == "Z" || text == "z") return 0;
  const int sign = text.front() == '-' ? -1 : 1;
  if (!TakeChar(text, '+') && !TakeChar(text, '-')) return std::nullopt;
  const auto hours = TakeDigits(text, 2);
  if (!hours || *hours > 18) return std::nullopt;
  int minutes = 0;
  if (!text.empty()) {
    TakeChar(text, ':');
    const auto taken = TakeDigits(text, 2);
    if (!taken || *taken > 59 || !text.empty()) return std::nullopt;
    minutes = *taken;
  }
  return sign * (*hours * 3600LL + minutes * 60LL);
}

struct Unit {
  std::string_view name;
  int64_t milliseconds;
};
constexpr std::array<Unit, 6> kUnits = {
    {{"w", 7 * 86'400'000LL}, {"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};

}  // namespace

CivilDay CivilFromDays(int32_t days_since_epoch) {
  // The calendar of std::chrono ends in the year 32767. Years are counted from March, so that a leap day is the last
  // day of its year, in eras of 400 years.
  constexpr int64_t kDaysPerEra = 146'097;
  const int64_t days = int64_t{days_since_epoch} + 719'468;  // since 0000-03-01
  const int64_t era = (days >= 0 ? days : days - (kDaysPerEra - 1)) / kDaysPerEra;
  const int64_t day_of_era = days - era * kDaysPerEra;
  const int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t month = (5 * day_of_year + 2) / 153;  // 0 is March
  const auto civil_month = static_cast<int>(month < 10 ? month + 3 : month - 9);
  return {static_cast<int>(year_of_era + era * 400 + (civil_month <= 2 ? 1 : 0)), civil_month,
          static_cast<int>(day_of_year - (153 * month + 2) / 5 + 1)};
}

std::optional<int32_t> DaysFromCivil(const CivilDay& day) {
  const std::chrono::year_month_day date{std::chrono::year{day.year},
                                         std::chrono::month{static_cast<unsigned>(day.month)},
                                         std::chrono::day{static_cast<unsigned>(day.day)}};
  if (!date.ok()) return std::nullopt;
  return static_cast<int32_t>(std::chrono::sys_days{date}.time_since_epoch().count());
}

std::optional<int64_t> ParseInstant(std::string_view text) {
  const auto year = TakeDigits(text, 4);
  if (!year || !TakeChar(text, '-')) return std::nullopt;
  const auto month = TakeDigits(text, 2);
  if (!month || !TakeChar(text, '-')) return std::nullopt;
  const auto day = TakeDigits(text, 2);
  if (!day) return std::nullopt;
  const auto days = DaysFromCivil({*year, *month, *day});
  if (!days || *year < 1678 || *year > 2261) return std::nullopt;
  int64_t seconds = int64_t{*days} * 86'400;
  int64_t nanoseconds = 0;
  if (!text.empty()) {
    if (!TakeChar(text, 'T') && !TakeChar(text, 't') && !TakeChar(text, ' ')) return std::nullopt;
    const auto hour = TakeDigits(text, 2);
    if (!hour || *hour > 23 || !TakeChar(text, ':')) return std::nullopt;
    const auto minute = TakeDigits(text, 2);
    if (!minute || *minute > 59) return std::nullopt;
    seconds += *hour * 3600LL + *minute * 60LL;
    if (TakeChar(text, ':')) {
      const auto second = TakeDigits(text, 2);
      if (!second || *second > 59) return std::nullopt;
      seconds += *second;
      if (TakeChar(text, '.') || TakeChar(text, ',')) {
        const auto fraction = TakeFraction(text);
        if (!fraction) return std::nullopt;
        nanoseconds = *fraction;
      }
    }
    const auto offset = ParseZone(text);
    if (!offset) return std::nullopt;
    seconds -= *offset;
  }
  return seconds * kNanosecondsPerSecond + nanoseconds;
}

std::string FormatDay(int32_t days_since_epoch) {
  const CivilDay day = CivilFromDays(days_since_epoch);
  char text[32];
  std::snprintf(text, sizeof text, day.year >= 0 && day.year <= 9999 ? "%04d-%02d-%02d" : "%+05d-%02d-%02d", day.year,
                day.month, day.day);
  return text;
}

namespace {

std::string FormatSeconds(int64_t seconds, int milliseconds) {
  int64_t days = seconds / 86'400;
  int64_t second_of_day = seconds % 86'400;
  if (second_of_day < 0) {
    second_of_day += 86'400;
    --days;
  }
  const int hour = static_cast<int>(second_of_day / 3600);
  const int minute = static_cast<int>(second_of_day / 60 % 60);
  const int second = static_cast<int>(second_of_day % 60);
  char text[32];
  if (milliseconds != 0) {
    std::snprintf(text, sizeof text, "T%02d:%02d:%02d.%03dZ", hour, minute, second, milliseconds);
  } else {
    std::snprintf(text, sizeof text, "T%02d:%02d:%02dZ", hour, minute, second);
  }
  return FormatDay(static_cast<int32_t>(days)) + text;
}

// Splits into whole seconds, rounded down, and the remainder.
std::pair<int64_t, int64_t> SplitSeconds(int64_t time, int64_t per_second) {
  const int64_t rest = time % per_second;
  return rest < 0 ? std::pair(time / per_second - 1, rest + per_second) : std::pair(time / per_second, rest);
}

}  // namespace

std::string FormatInstant(int64_t nanoseconds) {
  const auto [seconds, rest] = SplitSeconds(nanoseconds, kNanosecondsPerSecond);
  return FormatSeconds(seconds, static_cast<int>(rest / 1'000'000));
}

std::string FormatMicroseconds(int64_t microseconds) {
  const auto [seconds, rest] = SplitSeconds(microseconds, 1'000'000);
  return FormatSeconds(seconds, static_cast<int>(rest / 1000));
}

std::optional<int64_t> ParseDuration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  int64_t total = 0;
  size_t next_unit = 0;
  while (!text.empty()) {
    if (text.front() < '0' || text.front() > '9') return std::nullopt;
    int64_t number = 0;
    const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<size_t>(stopped - text.data()));
    size_t letters = 0;
    while (letters < text.size() && text[letters] >= 'a' && text[letters] <= 'z') ++letters;
    const std::string_view name = text.substr(0, letters);
    while (next_unit < kUnits.size() && kUnits[next_unit].name != name) ++next_unit;
    if (next_unit == kUnits.size()) return std::nullopt;
    int64_t part = 0;
    if (__builtin_mul_overflow(number, kUnits[next_unit].milliseconds, &part) ||
        __builtin_add_overflow(total, part, &total)) {
      return std::nullopt;
    }
    ++next_unit;
    text.remove_prefix(letters);
    if (text.size() > 1 && text.front() == ' ') text.remove_prefix(1);
  }
  return total;
}

std::string NotADuration(std::string_view text) {
  std::string message = "expected a duration like 90s, 72h or 3d, found `";
  message.append(text).append("`");
  const bool bare = !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  if (bare) return message.append(", which has no unit: w d h m s ms");
  return message.append(" (whole numbers with units, greatest first: w d h m s ms)");
}

std::string FormatDuration(int64_t milliseconds) {
  if (milliseconds < 0) return "-" + FormatDuration(milliseconds == INT64_MIN ? INT64_MAX : -milliseconds);
  if (milliseconds < 1000) return std::to_string(milliseconds) + "ms";
  if (milliseconds < 60'000) {
    const int64_t tenths = (milliseconds + 50) / 100;
    std::string text = std::to_string(tenths / 10);
    if (tenths % 10 != 0) text += "." + std::to_string(tenths % 10);
    return text + "s";
  }
  // Weeks are parsed but not written: `10d` is clearer than `1w 3d`.
  std::string text;
  for (size_t i = 1; i + 1 < kUnits.size(); ++i) {
    const int64_t count = milliseconds / kUnits[i].milliseconds;
    if (count == 0) {
      if (!text.empty()) break;
      continue;
    }
    milliseconds %= kUnits[i].milliseconds;
    if (!text.empty()) return text + " " + std::to_string(count) + std::string(kUnits[i].name);
    text = std::to_string(count) + std::string(kUnits[i].name);
  }
  return text;
}

}  // namespace millrace
