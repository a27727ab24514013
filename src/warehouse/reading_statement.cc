#include "warehouse/reading_statement.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/sql_text.h"
#include "warehouse/sql_statements.h"

namespace millrace {
namespace {

constexpr std::array<std::string_view, 12> kReading = {"SELECT",   "WITH",      "FROM", "VALUES",  "TABLE", "(",
                                                       "DESCRIBE", "SUMMARIZE", "SHOW", "EXPLAIN", "PIVOT", "UNPIVOT"};

// Of DuckDB: what reads catalogs, files (which `allowed_directories` bounds) and generated rows, and scalar functions
// that give another value each time. Not among them: what others ask (duckdb_logs), secrets, and what executes a text
// that nobody has looked at (query).
constexpr auto kHarmlessInDuckDb = std::to_array<std::string_view>({"current_connection_id",
                                                                    "current_query",
                                                                    "current_query_id",
                                                                    "current_transaction_id",
                                                                    "currval",
                                                                    "duckdb_approx_database_count",
                                                                    "duckdb_columns",
                                                                    "duckdb_connection_count",
                                                                    "duckdb_constraints",
                                                                    "duckdb_coordinate_systems",
                                                                    "duckdb_databases",
                                                                    "duckdb_dependencies",
                                                                    "duckdb_extensions",
                                                                    "duckdb_external_file_cache",
                                                                    "duckdb_functions",
                                                                    "duckdb_indexes",
                                                                    "duckdb_keywords",
                                                                    "duckdb_memory",
                                                                    "duckdb_optimizers",
                                                                    "duckdb_schemas",
                                                                    "duckdb_sequences",
                                                                    "duckdb_settings",
                                                                    "duckdb_table_sample",
                                                                    "duckdb_tables",
                                                                    "duckdb_temporary_files",
                                                                    "duckdb_types",
                                                                    "duckdb_variables",
                                                                    "duckdb_views",
                                                                    "error",
                                                                    "gen_random_uuid",
                                                                    "generate_series",
                                                                    "glob",
                                                                    "histogram",
                                                                    "histogram_values",
                                                                    "icu_calendar_names",
                                                                    "json_each",
                                                                    "json_tree",
                                                                    "parquet_bloom_probe",
                                                                    "parquet_file_metadata",
                                                                    "parquet_full_metadata",
                                                                    "parquet_kv_metadata",
                                                                    "parquet_metadata",
                                                                    "parquet_scan",
                                                                    "parquet_schema",
                                                                    "pg_timezone_names",
                                                                    "pragma_collations",
                                                                    "pragma_database_size",
                                                                    "pragma_metadata_info",
                                                                    "pragma_platform",
                                                                    "pragma_show",
                                                                    "pragma_storage_info",
                                                                    "pragma_table_info",
                                                                    "pragma_user_agent",
                                                                    "pragma_version",
                                                                    "query_table",
                                                                    "random",
                                                                    "range",
                                                                    "read_blob",
                                                                    "read_csv",
                                                                    "read_csv_auto",
                                                                    "read_json",
                                                                    "read_json_auto",
                                                                    "read_json_objects",
                                                                    "read_json_objects_auto",
                                                                    "read_ndjson",
                                                                    "read_ndjson_auto",
                                                                    "read_ndjson_objects",
                                                                    "read_parquet",
                                                                    "read_text",
                                                                    "repeat",
                                                                    "repeat_row",
                                                                    "setseed",
                                                                    "sniff_csv",
                                                                    "stats",
                                                                    "summary",
                                                                    "test_all_types",
                                                                    "test_vector_types",
                                                                    "unnest",
                                                                    "uuid",
                                                                    "uuidv4",
                                                                    "uuidv7"});

// Of PostgreSQL: volatile functions that tell times, sizes and random numbers.
constexpr auto kHarmlessInPostgres = std::to_array<std::string_view>(
    {"clock_timestamp", "currval", "gen_random_uuid", "lastval", "pg_database_size", "pg_indexes_size",
     "pg_relation_size", "pg_table_size", "pg_total_relation_size", "random", "random_normal", "setseed", "timeofday"});

using Tokens = std::span<const std::string_view>;

// A word in capitals, or the name in double quotes likewise.
std::string NameOf(std::string_view token) {
  if (token.size() > 1 && token.front() == '"') token = token.substr(1, token.size() - 2);
  std::string name(token);
  for (char& byte : name) byte = byte >= 'a' && byte <= 'z' ? static_cast<char>(byte - 'a' + 'A') : byte;
  return name;
}

std::string InSmallLetters(std::string name) {
  for (char& byte : name) byte = byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
  return name;
}

// Functions of the engine itself that may do more than read. Those that people made read and write with their rights.
std::string ActingFunctionsSql(Dialect dialect, const std::string& names) {
  if (dialect == Dialect::kDuckDb) {
    return "SELECT function_name FROM duckdb_functions() WHERE lower(function_name) IN (" + names +
           ") AND (has_side_effects OR function_type = 'table' OR (internal AND function_type = 'table_macro')) LIMIT "
           "1";
  }
  return "SELECT p.proname FROM pg_catalog.pg_proc AS p INNER JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang "
         "WHERE lower(p.proname) IN (" +
         names + ") AND p.provolatile = 'v' AND l.lanname IN ('internal', 'c') LIMIT 1";
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

std::vector<std::string> FunctionsOfReading(std::string_view statement) {
  const std::vector<std::string_view> all = TokensOf(statement);
  Tokens tokens = all;
  while (!tokens.empty() && NameOf(tokens.front()) == "EXPLAIN") tokens = Explained(tokens);
  const std::string word = tokens.empty() ? "" : NameOf(tokens.front());
  if (!IsReading(word)) {
    throw UserError("queries of the warehouse only read, and `" + word +
                    "` may do more; use SELECT, or SHOW, DESCRIBE or EXPLAIN");
  }
  std::vector<std::string> names;
  for (size_t i = 0; i + 1 < all.size(); ++i) {
    // PostgreSQL reads U&"\006co_import" as a name.
    if (NameOf(all[i]) == "U" && all[i + 1] == "&" && i + 2 < all.size() && all[i + 2].starts_with('"')) {
      throw UserError("queries of the warehouse only read; write names without U&");
    }
    const char first = all[i].front();
    const bool is_name = first == '"' || first == '_' || (first >= 'a' && first <= 'z') ||
                         (first >= 'A' && first <= 'Z') || static_cast<unsigned char>(first) >= 0x80;
    if (all[i + 1] == "(" && is_name) names.push_back(InSmallLetters(NameOf(all[i])));
  }
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  return names;
}

std::span<const std::string_view> HarmlessFunctions(Dialect dialect) {
  if (dialect == Dialect::kDuckDb) return kHarmlessInDuckDb;
  return kHarmlessInPostgres;
}

void CheckReads(Connection& connection, std::string_view statement, const std::stop_token& stop) {
  const auto harmless = HarmlessFunctions(connection.dialect());
  std::string names;
  for (const std::string& name : FunctionsOfReading(statement)) {
    if (std::ranges::find(harmless, name) == harmless.end())
      names.append(names.empty() ? "" : ", ").append(SqlText(name));
  }
  if (names.empty()) return;
  const ResultRows acting = connection.QueryRows(ActingFunctionsSql(connection.dialect(), names), {}, stop);
  if (acting.row_count() == 0) return;
  throw UserError("queries of the warehouse only read, and the function `" + acting.Text(0, 0) +
                  "` may do more; leave it out");
}

}  // namespace millrace
