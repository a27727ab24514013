// Instants, civil days and durations: plain integers with a unit in their name, and their texts. Thread-safe, no state,
// no locale, no wall clock: who needs «now» says so by reading the clock himself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace millrace {

// A day of the proleptic Gregorian calendar.
struct CivilDay {
  int year = 1970;
  int month = 1;  // 1–12
  int day = 1;    // 1–31
  bool operator==(const CivilDay&) const = default;
};

CivilDay CivilFromDays(int32_t days_since_epoch);
// Null when there is no such day (2025-02-30).
std::optional<int32_t> DaysFromCivil(const CivilDay& day);

// Reads ISO-8601: a day (`2025-03-10`), or a day and a time of it (`2025-03-10T12:00`, seconds and their fraction
// optional, a blank in place of the T accepted), with `Z`, an offset (`+02:00`) or nothing, which means UTC. Gives
// nanoseconds since the epoch; null when the text is anything else or the year lies outside 1678–2262.
std::optional<int64_t> ParseInstant(std::string_view text);
// `2025-03-10T12:00:00Z`, with milliseconds where they are not zero.
std::string FormatInstant(int64_t nanoseconds);
// `2025-03-10`
std::string FormatDay(int32_t days_since_epoch);

// Reads whole numbers with units, greatest first: `72h`, `3d`, `1h30m`, `250ms`. Units: w d h m s ms. Gives
// milliseconds; null for anything else, also for a number without a unit.
std::optional<int64_t> ParseDuration(std::string_view text);
// The two greatest units that are not zero: `3d`, `1h 30m`, `4.2s`, `250ms`.
std::string FormatDuration(int64_t milliseconds);

}  // namespace millrace
