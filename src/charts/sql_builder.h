// Statements that are built from checked parts: what people choose becomes a bound value, or a quoted name that the
// caller has looked up in a table of its own. `Sql` is made of literals of the program, quoted names and numbers of
// bound values, so nothing that somebody typed can become a part of a statement by mistake.
//
// Plain values; a statement and its SqlValues belong to one thread. What dialects write differently is in
// sql_dialect.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "warehouse/connection.h"

namespace millrace {

// A piece of SQL.
class Sql {
 public:
  Sql() = default;
  // A literal of the source, as it stands.
  template <size_t N>
  Sql(const char (&literal)[N]) : text_(literal, N - 1) {}  // NOLINT(google-explicit-constructor): reads as SQL
  // Text of a table in this program. Never what somebody typed.
  static Sql Own(std::string_view text);
  // An identifier, in double quotes.
  static Sql Name(std::string_view name);
  // `"schema"."name"`.
  static Sql Relation(std::string_view schema, std::string_view name);
  static Sql Digits(int64_t number);

  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  Sql& operator+=(const Sql& other);
  friend Sql operator+(Sql left, const Sql& right) { return std::move(left += right); }

 private:
  std::string text_;
};

// The pieces with the separator between them.
Sql JoinSql(const std::vector<Sql>& pieces, const Sql& separator);

// The values of a statement. Each function gives the expression that stands for the value; equal values have one
// number.
class SqlValues {
 public:
  Sql Text(std::string_view value);
  Sql Integer(int64_t value);
  Sql Real(double value);
  Sql Boolean(bool value);
  // Days since the epoch: a date.
  Sql Day(int32_t days);
  // Microseconds since the epoch: a timestamp.
  Sql Time(int64_t microseconds);
  // `$1, $2, …` for IN (…); not empty.
  Sql Texts(const std::vector<std::string>& values);

  const std::vector<ParameterValue>& values() const { return values_; }
  // For Connection::Query; null when there are none.
  Parameters Bound() const;

 private:
  Sql Add(ParameterValue value);

  std::vector<ParameterValue> values_;
};

enum class SortOrder : uint8_t { kAscending, kDescending };

// A query that is put together in any order. Conditions are joined by AND; NULL sorts last.
class Select {
 public:
  // `WITH name AS (query)`: the later ones may use the earlier ones.
  Select& With(std::string_view name, const Select& query);
  Select& With(std::string_view name, const Sql& query);
  Select& Distinct();
  Select& Column(const Sql& expression, std::string_view name);
  // `*`: all columns of what it is from, before others.
  Select& Everything();
  Select& From(const Sql& relation);
  Select& From(const Select& query, std::string_view alias);
  // A whole join: `LEFT JOIN x ON …`.
  Select& Join(const Sql& join);
  Select& Where(const Sql& condition);
  Select& GroupBy(const Sql& expression);
  Select& Having(const Sql& condition);
  Select& OrderBy(const Sql& expression, SortOrder order = SortOrder::kAscending);
  // `limit` < 0: all rows.
  Select& Limit(int64_t limit, int64_t offset = 0);

  Sql ToSql() const;

 private:
  Sql with_;
  bool is_distinct_ = false;
  std::vector<Sql> columns_;
  Sql from_;
  std::vector<Sql> conditions_, groups_, having_, order_;
  Sql limit_;
};

}  // namespace millrace
