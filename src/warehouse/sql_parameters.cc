#include "warehouse/sql_parameters.h"

#include <algorithm>

#include "core/did_you_mean.h"
#include "core/error.h"
#include "core/sql_text.h"
#include "core/time.h"

namespace millrace {
namespace {

// `TIMESTAMP '2025-03-10 12:00:00'`, with microseconds where they are not zero.
std::string SqlTime(int64_t microseconds) {
  const int64_t fraction = (microseconds % 1'000'000 + 1'000'000) % 1'000'000;
  std::string text = FormatMicroseconds(microseconds - fraction);
  text.pop_back();
  text[text.find('T')] = ' ';
  if (fraction != 0) text += "." + std::to_string(1'000'000 + fraction).substr(1);
  return "TIMESTAMP '" + text + "'";
}

}  // namespace

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
  return SetSql(parameter, SqlTime(microseconds));
}

SqlParameters& SqlParameters::SetRanges(std::vector<TimeRange> ranges) {
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
    condition.append(condition.empty() ? "(" : " OR ").append("event_timestamp >= ").append(SqlTime(range.begin_us));
    condition.append(" AND event_timestamp < ").append(SqlTime(range.end_us));
  }
  return SetSql("ranges", condition.empty() ? "FALSE" : condition + ")");
}

std::string SqlParameters::Render(const ModelFile& model, const ModelStatement& statement) const {
  const std::string_view sql = statement.sql;
  std::string result;
  size_t from = 0;
  for (size_t open = sql.find('{'); open != std::string_view::npos; open = sql.find('{', open + 1)) {
    const size_t close = sql.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", open + 1);
    if (close == std::string_view::npos || sql[close] != '}' || close == open + 1) continue;
    const std::string_view name = sql.substr(open + 1, close - open - 1);
    const auto found = texts_.find(name);
    if (found == texts_.end()) {
      std::vector<std::string_view> known;
      for (const auto& [parameter, text] : texts_) known.push_back(parameter);
      const size_t line = statement.line + static_cast<size_t>(std::count(sql.begin(), sql.begin() + open, '\n'));
      throw UserError(model.path + ":" + std::to_string(line) + ": unknown parameter `{" + std::string(name) + "}`" +
                      DidYouMeanHint(name, known));
    }
    result.append(sql.substr(from, open - from)).append(found->second);
    from = close + 1;
  }
  return result.append(sql.substr(from));
}

std::string SqlParameters::Render(const ModelFile& model) const {
  return Render(model, model.statements.front());
}

}  // namespace millrace
