#include "warehouse/app_schema.h"

#include <algorithm>
#include <array>
#include <cstdio>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "core/ascii.h"
#include "core/utf8.h"

namespace millrace {
namespace {

// Names of the engines, of their catalogs, and of our own.
constexpr std::array<std::string_view, 10> kReservedSchemas = {"public",
                                                               "main",
                                                               "temp",
                                                               "system",
                                                               "memory",
                                                               "sys",
                                                               "lake",
                                                               "millrace",
                                                               "millrace_warehouse",
                                                               "information_schema"};
constexpr size_t kHashDigits = 9;  // with the underscore before them

}  // namespace

std::string SchemaOfApp(std::string_view app) {
  std::string name;
  bool is_plain = !app.empty();
  for (const char c : app) {
    const char small = IsLetter(c) ? static_cast<char>(c | 0x20) : c;
    const bool is_kept = IsLetter(c) || IsDigit(c) || c == '_';
    // One underscore for a whole character.
    if (!is_kept && IsUtf8Continuation(c)) continue;
    name += is_kept ? small : '_';
    is_plain = is_plain && (is_kept || c == '.' || c == '-');
  }
  if (!name.empty() && IsDigit(name.front())) name.insert(0, "app_");
  if (is_plain && name.size() <= kLongestSchema) return name;
  char hash[kHashDigits + 1];
  std::snprintf(hash, sizeof hash, "_%08x", static_cast<unsigned>(XXH3_64bits(app.data(), app.size()) >> 32));
  return name.substr(0, kLongestSchema - kHashDigits) + hash;
}

bool IsReservedSchema(std::string_view schema) {
  return schema.starts_with("pg_") || schema.starts_with("duckdb_") ||
         std::ranges::find(kReservedSchemas, schema) != kReservedSchemas.end();
}

}  // namespace millrace
