// The dialects of SQL that the warehouse's models are written in or translated to. Pure functions; thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace millrace {

// Decides which text of a model is run, and how types are written.
enum class Dialect : uint8_t { kDuckDb, kPostgres, kRedshift };

// By the enum's values: as in names of files (NAME.postgres.sql) and in `warehouse.dialect`.
inline constexpr std::array<std::string_view, 3> kDialectNames = {"duckdb", "postgres", "redshift"};

constexpr std::string_view NameOf(Dialect dialect) {
  return kDialectNames[static_cast<size_t>(dialect)];
}

constexpr std::optional<Dialect> ParseDialect(std::string_view name) {
  for (size_t i = 0; i < kDialectNames.size(); ++i) {
    if (kDialectNames[i] == name) return static_cast<Dialect>(i);
  }
  return {};
}

}  // namespace millrace
