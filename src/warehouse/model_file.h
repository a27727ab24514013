// A SQL model as its file has it: the header block and the statements. sql/README.md defines the format. Plain values;
// thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

enum class ModelKind : uint8_t { kView, kTable, kWork, kQuery, kStatements, kLakeView, kFunction };
inline constexpr std::array<std::string_view, 7> kModelKindNames = {"view",       "table",     "work",    "query",
                                                                    "statements", "lake view", "function"};

// When a model is refreshed, and which rows of a table a run replaces.
enum class ModelRefresh : uint8_t { kLive, kOnce, kLoad, kRun, kDevice, kUser, kDay, kActiveDay, kScan, kExpiry };
inline constexpr std::array<std::string_view, 10> kModelRefreshNames = {"live", "once", "load",       "run",  "device",
                                                                        "user", "day",  "active day", "scan", "expiry"};

enum class ModelType : uint8_t { kText, kBigint, kInteger, kDouble, kReal, kBoolean, kTimestamp, kDate, kJson };
inline constexpr std::array<std::string_view, 9> kModelTypeNames = {"text",    "bigint",    "integer", "double", "real",
                                                                    "boolean", "timestamp", "date",    "json"};

// The layer of the models of a project's own (models/user_models.h). What fails of them never holds up the others.
inline constexpr std::string_view kUserLayer = "user";

struct ModelColumn {
  std::string name;
  ModelType type = ModelType::kText;
  bool is_required = false;  // never NULL
  bool is_now = false;       // filled by its default, the time of writing
  std::string meaning;
  uint32_t max_bytes = 0;  // longest text in UTF-8 bytes, for engines that ask for it; 0: no limit
};

struct ModelStatement {
  std::string sql;  // without the semicolon
  size_t line = 1;  // of its first word in the file
};

struct ModelFile {
  std::string path;  // for messages
  std::string layer;
  std::string name;
  std::string meaning;  // the first lines of the header, as one text; an empty line parts paragraphs
  ModelKind kind = ModelKind::kView;
  std::string grain;
  std::vector<std::string> key;  // columns that are unique together, NULL being a value
  std::string columns_like;      // what follows `columns:`, for example `those of user_v2, and`
  std::vector<ModelColumn> columns;
  std::vector<std::string> depends;   // refreshed before it
  std::vector<std::string> previous;  // read as an earlier run left them
  ModelRefresh refresh = ModelRefresh::kLive;
  std::string refresh_column;  // of `user (COLUMN)`
  std::string look_back;
  std::vector<ModelStatement> statements;

  // The one statement of a view, work, query, lake view or computed table.
  const std::string& Body() const { return statements.front().sql; }
  bool IsComputedTable() const { return kind == ModelKind::kTable && !statements.empty(); }
  bool IsOwn() const { return layer == kUserLayer; }
};

struct FailedModel {
  std::string model;
  std::string error;  // names the file
};

// Reads the text of a model's file. Throws SourceError with file, line and column for what the format does not allow.
ModelFile ParseModelFile(std::string_view path, std::string_view layer, std::string_view name, std::string_view text);

// A name that a model can have without quotes in any dialect: a to z, 0 to 9 and `_`, no digit in front, at most 63.
bool IsModelName(std::string_view name);

}  // namespace millrace
