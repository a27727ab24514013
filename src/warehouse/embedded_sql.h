// The SQL models that are part of the program: the files of sql/ and their translations, which scripts/dialects writes
// into a source file of the build. Constant; thread-safe.
#pragma once

#include <span>
#include <string_view>

namespace millrace {

struct EmbeddedSql {
  std::string_view layer;
  std::string_view name;
  std::string_view duckdb;
  // Empty where the dialect has no text of its own: lake views, which the embedded DuckDB runs, and functions.
  std::string_view postgres;
  std::string_view redshift;
};

// Layer by layer, and by name in each.
std::span<const EmbeddedSql> EmbeddedSqlTexts();

}  // namespace millrace
