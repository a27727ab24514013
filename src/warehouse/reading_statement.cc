#include "warehouse/reading_statement.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "warehouse/sql_statements.h"

namespace millrace {
namespace {

constexpr std::array<std::string_view, 12> kReading = {"SELECT",   "WITH",      "FROM", "VALUES",  "TABLE", "(",
                                                       "DESCRIBE", "SUMMARIZE", "SHOW", "EXPLAIN", "PIVOT", "UNPIVOT"};

// Functions of DuckDB that log to files, change how all sessions are logged or measured, write the file, read memory by
// its address, or execute a text that nobody has looked at.
constexpr std::array<std::string_view, 14> kActing = {"ARROW_SCAN",
                                                      "ARROW_SCAN_DUMB",
                                                      "CHECKPOINT",
                                                      "DISABLE_LOGGING",
                                                      "DISABLE_PROFILING",
                                                      "ENABLE_LOGGING",
                                                      "ENABLE_PROFILING",
                                                      "FORCE_CHECKPOINT",
                                                      "JSON_EXECUTE_SERIALIZED_SQL",
                                                      "QUERY",
                                                      "READ_DUCKDB",
                                                      "SEQ_SCAN",
                                                      "TRUNCATE_DUCKDB_LOGS",
                                                      "WRITE_LOG"};

using Tokens = std::span<const std::string_view>;

// A word in capitals, or the name in double quotes likewise.
std::string NameOf(std::string_view token) {
  if (token.size() > 1 && token.front() == '"') token = token.substr(1, token.size() - 2);
  std::string name(token);
  for (char& byte : name) byte = byte >= 'a' && byte <= 'z' ? static_cast<char>(byte - 'a' + 'A') : byte;
  return name;
}

bool IsReading(const std::string& word) {
  return std::ranges::find(kReading, word) != kReading.end();
}

// The place behind the parenthesis that closes the first one.
size_t BehindParenthesis(Tokens tokens) {
  int depth = 0;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] == "(") ++depth;
    if (tokens[i] == ")" && --depth == 0) return i + 1;
  }
  return tokens.size();
}

// What an EXPLAIN explains: behind its options, as words or in parentheses.
Tokens Explained(Tokens tokens) {
  Tokens rest = tokens.subspan(1);
  while (!rest.empty()) {
    const std::string word = NameOf(rest.front());
    if (word == "ANALYZE" || word == "ANALYSE" || word == "VERBOSE") {
      rest = rest.subspan(1);
    } else if (word == "(" && rest.size() > 1 && !IsReading(NameOf(rest[1]))) {
      rest = rest.subspan(BehindParenthesis(rest));
    } else {
      break;
    }
  }
  return rest;
}

}  // namespace

void CheckReads(std::string_view statement) {
  const std::vector<std::string_view> all = TokensOf(statement);
  Tokens tokens = all;
  while (!tokens.empty() && NameOf(tokens.front()) == "EXPLAIN") tokens = Explained(tokens);
  const std::string word = tokens.empty() ? "" : NameOf(tokens.front());
  if (!IsReading(word)) {
    throw UserError("queries of the warehouse only read, and `" + word +
                    "` may do more; use SELECT, or SHOW, DESCRIBE or EXPLAIN");
  }
  for (size_t i = 0; i + 1 < all.size(); ++i) {
    if (all[i + 1] != "(" || std::ranges::find(kActing, NameOf(all[i])) == kActing.end()) continue;
    throw UserError("queries of the warehouse only read, and the function `" + std::string(all[i]) +
                    "` does more; leave it out");
  }
}

}  // namespace millrace
