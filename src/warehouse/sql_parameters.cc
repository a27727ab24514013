#include "warehouse/sql_parameters.h"

#include <algorithm>

#include "core/did_you_mean.h"
#include "core/error.h"
#include "core/sql_text.h"
#include "core/time.h"

namespace millrace {
namespace {

constexpr std::string_view kNameLetters = "abcdefghijklmnopqrstuvwxyz0123456789_";

constexpr int64_t kDayUs = 86'400'000'000;
constexpr int64_t kFirstYearUs = -719'162 * kDayUs;  // 0001-01-01

// The brace that ends a parameter which begins at `open`; npos when it is no parameter.
size_t ClosingBrace(std::string_view sql, size_t open) {
  const size_t close = sql.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", open + 1);
  return close == std::string_view::npos || sql[close] != '}' || close == open + 1 ? std::string_view::npos : close;
}

}  // namespace

std::string SqlTimestamp(int64_t microseconds) {
  if (microseconds < kFirstYearUs) return "TIMESTAMP '-infinity'";
  const int64_t fraction = (microseconds % 1'000'000 + 1'000'000) % 1'000'000;
  std::string text = FormatMicroseconds(microseconds - fraction);
  text.pop_back();
  if (text.starts_with('+')) text.erase(0, 1);  // of years after 9999
  text[text.find('T')] = ' ';
  if (fraction != 0) text += "." + std::to_string(1'000'000 + fraction).substr(1);
  return "TIMESTAMP '" + text + "'";
}

std::string SqlDate(int32_t day) {
  if (day < kFirstYearUs / kDayUs) return "DATE '-infinity'";
  std::string text = FormatDay(day);
  if (text.starts_with('+')) text.erase(0, 1);
  return "DATE '" + text + "'";
}

SqlParameters& SqlParameters::SetSql(std::string_view parameter, std::string_view sql) {
  texts_.insert_or_assign(std::string(parameter), std::string(sql));
  return *this;
}

SqlParameters& SqlParameters::SetName(std::string_view parameter, std::string_view name) {
  return SetSql(parameter, IsModelName(name) ? std::string(name) : SqlName(name));
}

SqlParameters& SqlParameters::SetSchema(std::string_view schema) {
  return SetSql("schema", SqlName(schema));
}

SqlParameters& SqlParameters::SetText(std::string_view parameter, std::string_view text) {
  return SetSql(parameter, SqlText(text));
}

SqlParameters& SqlParameters::SetTexts(std::string_view parameter, const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + SqlText(text);
  return SetSql(parameter, "[" + list + "]");
}

SqlParameters& SqlParameters::SetInteger(std::string_view parameter, int64_t value) {
  return SetSql(parameter, std::to_string(value));
}

SqlParameters& SqlParameters::SetNull(std::string_view parameter) {
  return SetSql(parameter, "NULL");
}

SqlParameters& SqlParameters::SetTime(std::string_view parameter, int64_t microseconds) {
  return SetSql(parameter, SqlTimestamp(microseconds));
}

SqlParameters& SqlParameters::SetRanges(std::vector<TimeRange> ranges, std::string_view parameter) {
  std::sort(ranges.begin(), ranges.end(),
            [](const TimeRange& a, const TimeRange& b) { return a.begin_us < b.begin_us; });
  std::vector<TimeRange> joined;
  for (const TimeRange& range : ranges) {
    if (!joined.empty() && range.begin_us <= joined.back().end_us) {
      joined.back().end_us = std::max(joined.back().end_us, range.end_us);
    } else {
      joined.push_back(range);
    }
  }
  std::string condition;
  for (const TimeRange& range : joined) {
    condition.append(condition.empty() ? "(" : " OR ")
        .append("event_timestamp >= ")
        .append(SqlTimestamp(range.begin_us));
    condition.append(" AND event_timestamp < ").append(SqlTimestamp(std::max(range.end_us, kFirstYearUs)));
  }
  return SetSql(parameter, condition.empty() ? "FALSE" : condition + ")");
}

SqlParameters& SqlParameters::SetRelation(std::string_view name, std::string_view other) {
  relations_.insert_or_assign(std::string(name), std::string(other));
  return *this;
}

// The text of the parameter in the braces at `open` and `close`.
const std::string& SqlParameters::TextOf(const ModelFile& model, const ModelStatement& statement, size_t open,
                                         size_t close) const {
  const std::string_view sql = statement.sql;
  const std::string_view name = sql.substr(open + 1, close - open - 1);
  const auto found = texts_.find(name);
  if (found != texts_.end()) return found->second;
  std::vector<std::string_view> known;
  known.reserve(texts_.size());
  for (const auto& [parameter, text] : texts_) known.push_back(parameter);
  const size_t line = statement.line + static_cast<size_t>(std::count(sql.begin(), sql.begin() + open, '\n'));
  throw UserError(model.path + ":" + std::to_string(line) + ": unknown parameter `{" + std::string(name) + "}`" +
                  DidYouMeanHint(name, known));
}

std::string SqlParameters::Render(const ModelFile& model, const ModelStatement& statement) const {
  const std::string_view sql = statement.sql;
  std::string result;
  size_t from = 0;
  for (size_t open = sql.find('{'); open != std::string_view::npos; open = sql.find('{', open + 1)) {
    const size_t close = ClosingBrace(sql, open);
    if (close == std::string_view::npos) continue;
    result.append(sql.substr(from, open - from)).append(TextOf(model, statement, open, close));
    from = close + 1;
    if (relations_.empty() || sql.substr(open, from - open) != "{schema}" || !sql.substr(from).starts_with('.'))
      continue;
    // The relation after the point is a name, or a parameter that has one.
    const size_t begin = from + 1;
    const size_t brace = begin < sql.size() && sql[begin] == '{' ? ClosingBrace(sql, begin) : std::string_view::npos;
    const size_t end =
        brace == std::string_view::npos ? std::min(sql.find_first_not_of(kNameLetters, begin), sql.size()) : brace + 1;
    const std::string name = brace == std::string_view::npos ? std::string(sql.substr(begin, end - begin))
                                                             : TextOf(model, statement, begin, brace);
    const auto other = relations_.find(name);
    result.append(".").append(other == relations_.end() ? name : other->second);
    from = end;
    open = end - 1;
  }
  return result.append(sql.substr(from));
}

std::string SqlParameters::Render(const ModelFile& model) const {
  return Render(model, model.statements.front());
}

}  // namespace millrace
