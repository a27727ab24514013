#include "warehouse/sql_statements.h"

#include <algorithm>
#include <cstdint>

#include "core/ascii.h"
#include "core/error.h"

namespace millrace {
namespace {

bool IsWordByte(char byte) {
  return IsLetter(byte) || IsDigit(byte) || byte == '_' || (byte & 0x80) != 0;
}

// The position after a quoted text that starts at `at`; a doubled quote is inside, and a backslash escapes in E'…'.
size_t AfterQuoted(std::string_view sql, size_t at, bool has_escapes) {
  const char quote = sql[at];
  for (size_t i = at + 1; i < sql.size(); ++i) {
    if (has_escapes && sql[i] == '\\') {
      ++i;
    } else if (sql[i] == quote) {
      if (i + 1 < sql.size() && sql[i + 1] == quote) {
        ++i;
      } else {
        return i + 1;
      }
    }
  }
  return sql.size();
}

// Comments of this kind nest.
size_t AfterBlockComment(std::string_view sql, size_t at) {
  int depth = 0;
  for (size_t i = at; i + 1 < sql.size(); ++i) {
    if (sql[i] == '/' && sql[i + 1] == '*') {
      ++depth;
      ++i;
    } else if (sql[i] == '*' && sql[i + 1] == '/') {
      ++i;
      if (--depth == 0) return i + 1;
    }
  }
  return sql.size();
}

// After `$tag$ … $tag$`; after the dollar sign if there is no tag (a parameter: $1).
size_t AfterDollarQuoted(std::string_view sql, size_t at) {
  size_t end = at + 1;
  while (end < sql.size() && IsWordByte(sql[end])) ++end;
  const bool is_tag = end < sql.size() && sql[end] == '$' && !IsDigit(sql[at + 1]);
  if (!is_tag) return at + 1;
  const std::string_view tag = sql.substr(at, end + 1 - at);
  const size_t close = sql.find(tag, end + 1);
  return close == std::string_view::npos ? sql.size() : close + tag.size();
}

enum class Part : uint8_t { kSpace, kSemicolon, kText };

// What starts at `at`, and the position after it.
Part NextPart(std::string_view sql, size_t& at) {
  const std::string_view rest = sql.substr(at);
  const char byte = rest.front();
  if (byte == ';') {
    ++at;
    return Part::kSemicolon;
  }
  if (byte == ' ' || (byte >= '\t' && byte <= '\r')) {
    ++at;
    return Part::kSpace;
  }
  if (rest.starts_with("--")) {
    at = std::min(sql.find('\n', at), sql.size());
    return Part::kSpace;
  }
  if (rest.starts_with("/*")) {
    at = AfterBlockComment(sql, at);
    return Part::kSpace;
  }
  if (byte == '\'' || byte == '"') {
    at = AfterQuoted(sql, at, false);
  } else if (byte == '$') {
    at = AfterDollarQuoted(sql, at);
  } else if (IsWordByte(byte)) {
    const size_t start = at;
    // A dollar sign within a word is a part of it.
    while (at < sql.size() && (IsWordByte(sql[at]) || sql[at] == '$')) ++at;
    const bool is_escape_string = at == start + 1 && (byte == 'e' || byte == 'E') && at < sql.size() && sql[at] == '\'';
    if (is_escape_string) at = AfterQuoted(sql, at, true);
  } else {
    ++at;
  }
  return Part::kText;
}

}  // namespace

std::vector<std::string_view> SplitStatements(std::string_view sql) {
  std::vector<std::string_view> statements;
  size_t begin = std::string_view::npos;
  size_t end = 0;
  const auto finish = [&] {
    if (begin != std::string_view::npos) statements.push_back(sql.substr(begin, end - begin));
    begin = std::string_view::npos;
  };
  for (size_t at = 0; at < sql.size();) {
    const size_t start = at;
    switch (NextPart(sql, at)) {
      case Part::kSemicolon:
        finish();
        break;
      case Part::kText:
        if (begin == std::string_view::npos) begin = start;
        end = at;
        break;
      case Part::kSpace:
        break;
    }
  }
  finish();
  return statements;
}

std::vector<std::string_view> TokensOf(std::string_view statement) {
  std::vector<std::string_view> tokens;
  for (size_t at = 0; at < statement.size();) {
    const size_t start = at;
    if (NextPart(statement, at) != Part::kSpace) tokens.push_back(statement.substr(start, at - start));
  }
  return tokens;
}

std::string_view OneStatement(std::string_view sql) {
  const std::vector<std::string_view> statements = SplitStatements(sql);
  if (statements.empty()) throw UserError("the query is empty");
  if (statements.size() > 1) {
    throw UserError("expected one statement, found " + std::to_string(statements.size()) + "; run them one by one");
  }
  return statements.front();
}

std::string FirstWord(std::string_view statement) {
  if (statement.starts_with('(')) return "(";
  std::string word;
  for (const char byte : statement) {
    if (!IsWordByte(byte)) break;
    word += byte >= 'a' && byte <= 'z' ? static_cast<char>(byte - 'a' + 'A') : byte;
  }
  return word;
}

}  // namespace millrace
