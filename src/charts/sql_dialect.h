// What the dialects of SQL write differently, one class each. Expressions in, expressions out; every dialect gives the
// same values for the same rows. Constant; thread-safe.
//
// DuckDB and PostgreSQL are held to each other by tests; the text for Redshift is executed nowhere here.
#pragma once

#include <string>
#include <vector>

#include "charts/sql_builder.h"

#include "warehouse/dialect.h"

namespace millrace {

// Weeks begin on Monday.
enum class SqlPeriod : uint8_t { kHour, kDay, kWeek, kMonth };

class SqlDialect {
 public:
  virtual ~SqlDialect() = default;
  static const SqlDialect& Of(Dialect dialect);

  // --- The same everywhere ---
  static Sql AsText(const Sql& expression);     // compared by bytes
  static Sql AsInteger(const Sql& expression);  // 64 bits
  static Sql AsNumber(const Sql& expression);   // double
  static Sql AsDay(const Sql& expression);
  static Sql AsTime(const Sql& expression);
  // A double; NULL where the denominator is 0 or NULL.
  static Sql Ratio(const Sql& numerator, const Sql& denominator);
  // The text has the part in it, as it stands: no wildcards.
  static Sql Contains(const Sql& text, const Sql& part);
  // `value IN (…)`, NULL being a value if `with_null`. FALSE for no values at all.
  static Sql IsOneOf(const Sql& value, const std::vector<Sql>& values, bool with_null);

  // --- Different ---
  // A time without zone: the first of the period that a time without zone, or a day, lies in.
  virtual Sql PeriodStart(const Sql& time, SqlPeriod period) const = 0;
  // A time in UTC as local time in the zone, both without zone. `zone` is a text.
  virtual Sql LocalTime(const Sql& utc, const Sql& zone) const = 0;
  virtual Sql UtcTime(const Sql& local, const Sql& zone) const = 0;
  // `days` is an integer; a day stays a day.
  virtual Sql AddDays(const Sql& day, const Sql& days) const = 0;
  // `count` is an integer, may be negative. Gives a time. kMonth: the last day where the month is shorter.
  virtual Sql AddPeriods(const Sql& time, const Sql& count, SqlPeriod period) const = 0;
  virtual Sql AddSeconds(const Sql& time, const Sql& seconds) const = 0;
  virtual Sql DaysBetween(const Sql& first, const Sql& last) const = 0;     // of two days: an integer
  virtual Sql SecondsBetween(const Sql& first, const Sql& last) const = 0;  // of two times: a double
  // Equality for which NULL is a value.
  virtual Sql IsSame(const Sql& left, const Sql& right) const = 0;
  // Aggregates. The median of an even number of values is the mean of the middle two.
  virtual Sql Median(const Sql& number) const = 0;
  // Distinct combinations, NULL being a value of each.
  virtual Sql CountDistinct(const std::vector<Sql>& expressions) const = 0;
  // What lies under these keys of a JSON column, as text; NULL where there is nothing.
  virtual Sql JsonText(const Sql& column, const std::vector<std::string>& keys, SqlValues& values) const = 0;
  // A text that is a decimal number as a double, else NULL.
  virtual Sql NumberOf(const Sql& text) const = 0;

 protected:
  SqlDialect() = default;
  SqlDialect(const SqlDialect&) = default;
  SqlDialect& operator=(const SqlDialect&) = default;
};

}  // namespace millrace
