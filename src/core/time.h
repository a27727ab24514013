// Instants, civil days and durations: plain integers with the unit in their name, and their texts. Pure functions,
// independent of the locale; thread-safe. None of them reads the wall clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace millrace {

inline constexpr int64_t kNanosecondsPerSecond = 1'000'000'000;

// A day of the proleptic Gregorian calendar.
struct CivilDay {
  int year = 1970;
  int month = 1;  // 1–12
  int day = 1;    // 1–31
  bool operator==(const CivilDay&) const = default;
};

// The times that events and requests may have in the lake, in ms since the epoch (spec/README.md, «all clients,
// times»): a clock that shows an earlier time is wrong, and readers do not support years after 9999.
inline constexpr int64_t kEarliestEventMs = 946'684'800'000;    // 2000-01-01T00:00:00Z
inline constexpr int64_t kLatestEventMs = 253'402'300'799'999;  // 9999-12-31T23:59:59.999Z
constexpr bool IsEventTime(int64_t msec) {
  return msec >= kEarliestEventMs && msec <= kLatestEventMs;
}

// Saturating sums of times that clients send: they stop at the limits of int64.
constexpr int64_t SaturatedAdd(int64_t a, int64_t b) {
  int64_t sum = 0;
  return !__builtin_add_overflow(a, b, &sum) ? sum : b < 0 ? INT64_MIN : INT64_MAX;
}
constexpr int64_t SaturatedSubtract(int64_t a, int64_t b) {
  int64_t difference = 0;
  return !__builtin_sub_overflow(a, b, &difference) ? difference : b > 0 ? INT64_MIN : INT64_MAX;
}
constexpr int64_t MicrosecondsOf(int64_t msec) {
  int64_t product = 0;
  return !__builtin_mul_overflow(msec, int64_t{1000}, &product) ? product : msec < 0 ? INT64_MIN : INT64_MAX;
}

CivilDay CivilFromDays(int32_t days_since_epoch);
// Null if the day does not exist (2025-02-30).
std::optional<int32_t> DaysFromCivil(const CivilDay& day);

// Parses ISO 8601: a date (`2025-03-10`), or a date and a time (`2025-03-10T12:00`; seconds and their fraction are
// optional; a blank may replace the T), with `Z`, an offset (`+02:00`) or nothing, which means UTC. Returns nanoseconds
// since the epoch; null for anything else and for years outside 1678–2262.
std::optional<int64_t> ParseInstant(std::string_view text);
// `2025-03-10T12:00:00Z`, with milliseconds if they are not zero.
std::string FormatInstant(int64_t nanoseconds);
// The same for microseconds and any year; a year outside 0–9999 has a sign, as in ISO 8601.
std::string FormatMicroseconds(int64_t microseconds);
// `2025-03-10`; a year outside 0–9999 has a sign.
std::string FormatDay(int32_t days_since_epoch);

// Parses integers with units, largest unit first: `72h`, `3d`, `1h30m`, `1h 30m`, `250ms`. Units: w d h m s ms. Returns
// milliseconds; null for anything else, including a number without a unit.
std::optional<int64_t> ParseDuration(std::string_view text);
// The message about a text that ParseDuration rejects, for flags and config keys.
std::string NotADuration(std::string_view text);
// The two largest units that are not zero: `3d`, `1h 30m`, `4.2s`, `250ms`.
std::string FormatDuration(int64_t milliseconds);

}  // namespace millrace
