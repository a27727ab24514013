#include "charts/sql_builder.h"

#include <algorithm>
#include <string>

#include "core/error.h"
#include "core/sql_text.h"
#include "core/time.h"

namespace millrace {

Sql Sql::Own(std::string_view text) {
  Sql sql;
  sql.text_ = text;
  return sql;
}

Sql Sql::Name(std::string_view name) {
  return Own(SqlName(name));
}

Sql Sql::Relation(std::string_view schema, std::string_view name) {
  return Own(SqlName(schema) + "." + SqlName(name));
}

Sql Sql::Digits(int64_t number) {
  return Own(std::to_string(number));
}

Sql& Sql::operator+=(const Sql& other) {
  text_ += other.text_;
  return *this;
}

Sql JoinSql(const std::vector<Sql>& pieces, const Sql& separator) {
  Sql joined;
  for (size_t i = 0; i < pieces.size(); ++i) {
    if (i > 0) joined += separator;
    joined += pieces[i];
  }
  return joined;
}

Sql SqlValues::Add(ParameterValue value) {
  auto found = std::ranges::find(values_, value);
  if (found == values_.end()) found = values_.insert(values_.end(), std::move(value));
  return Sql::Own("$" + std::to_string(found - values_.begin() + 1));
}

Sql SqlValues::Text(std::string_view value) {
  return Add(std::string(value));
}

Sql SqlValues::Integer(int64_t value) {
  return Add(value);
}

Sql SqlValues::Real(double value) {
  return Add(value);
}

Sql SqlValues::Boolean(bool value) {
  return Add(value);
}

// The drivers bind dates and times of their own kinds; a text that is cast means the same in every dialect.
Sql SqlValues::Day(int32_t days) {
  return "CAST(" + Add(FormatDay(days)) + " AS date)";
}

Sql SqlValues::Time(int64_t microseconds) {
  const int64_t fraction = (microseconds % 1'000'000 + 1'000'000) % 1'000'000;
  std::string text = FormatMicroseconds(microseconds - fraction);
  text.pop_back();
  if (fraction != 0) text += "." + std::to_string(1'000'000 + fraction).substr(1);
  return "CAST(" + Add(text) + " AS timestamp)";
}

Sql SqlValues::Texts(const std::vector<std::string>& values) {
  MILLRACE_CHECK(!values.empty());
  std::vector<Sql> numbers;
  numbers.reserve(values.size());
  for (const std::string& value : values) numbers.push_back(Text(value));
  return JoinSql(numbers, ", ");
}

Parameters SqlValues::Bound() const {
  return values_.empty() ? nullptr : Bind(values_);
}

Select& Select::With(std::string_view name, const Select& query) {
  return With(name, query.ToSql());
}

Select& Select::With(std::string_view name, const Sql& query) {
  with_ += (with_.empty() ? Sql("WITH ") : Sql(", ")) + Sql::Name(name) + " AS (" + query + ")";
  return *this;
}

Select& Select::Distinct() {
  is_distinct_ = true;
  return *this;
}

Select& Select::Column(const Sql& expression, std::string_view name) {
  columns_.push_back(expression + " AS " + Sql::Name(name));
  return *this;
}

Select& Select::Everything() {
  columns_.insert(columns_.begin(), "*");
  return *this;
}

Select& Select::From(const Sql& relation) {
  from_ = relation;
  return *this;
}

Select& Select::From(const Select& query, std::string_view alias) {
  return From("(" + query.ToSql() + ") AS " + Sql::Name(alias));
}

Select& Select::Join(const Sql& join) {
  from_ += " " + join;
  return *this;
}

Select& Select::Where(const Sql& condition) {
  conditions_.push_back("(" + condition + ")");
  return *this;
}

Select& Select::GroupBy(const Sql& expression) {
  groups_.push_back(expression);
  return *this;
}

Select& Select::Having(const Sql& condition) {
  having_.push_back("(" + condition + ")");
  return *this;
}

Select& Select::OrderBy(const Sql& expression, SortOrder order) {
  order_.push_back(expression + (order == SortOrder::kAscending ? Sql(" NULLS LAST") : Sql(" DESC NULLS LAST")));
  return *this;
}

Select& Select::Limit(int64_t limit, int64_t offset) {
  limit_ = {};
  if (limit >= 0) limit_ += " LIMIT " + Sql::Digits(limit);
  if (offset > 0) limit_ += " OFFSET " + Sql::Digits(offset);
  return *this;
}

Sql Select::ToSql() const {
  Sql sql = with_.empty() ? Sql() : with_ + " ";
  sql += is_distinct_ ? Sql("SELECT DISTINCT ") : Sql("SELECT ");
  sql += JoinSql(columns_, ", ");
  if (!from_.empty()) sql += " FROM " + from_;
  if (!conditions_.empty()) sql += " WHERE " + JoinSql(conditions_, " AND ");
  if (!groups_.empty()) sql += " GROUP BY " + JoinSql(groups_, ", ");
  if (!having_.empty()) sql += " HAVING " + JoinSql(having_, " AND ");
  if (!order_.empty()) sql += " ORDER BY " + JoinSql(order_, ", ");
  return sql + limit_;
}

}  // namespace millrace
