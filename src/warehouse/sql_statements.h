// Where statements begin and end in a text of SQL: semicolons outside of quotes, comments and $tag$ … $tag$, by the
// rules that PostgreSQL and DuckDB share. Drivers differ when they are given several statements (DuckDB runs all but
// the last one before anybody asks), so we split them ourselves. Pure functions; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// The statements without their semicolons, surrounding whitespace and comments; empty ones are left out. Quotes that
// are never closed end with the text. The views point into `sql`.
std::vector<std::string_view> SplitStatements(std::string_view sql);

// The one statement of a text. Throws UserError when there is none or more than one.
std::string_view OneStatement(std::string_view sql);

// The words, quoted texts and single characters of a statement, without what is between them: `EXPLAIN`, `(`, `"a b"`.
std::vector<std::string_view> TokensOf(std::string_view statement);

// The first word of a statement, in capitals: «SELECT», «WITH», «(» for a parenthesis. Empty if it has none.
std::string FirstWord(std::string_view statement);

}  // namespace millrace
