// What is in the schema of an app, and what its version records say.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "warehouse/connection.h"
#include "warehouse/model_file.h"

namespace millrace {

enum class SchemaStatus : uint8_t { kRunning, kDone, kFailed };
inline constexpr std::string_view kSchemaStatusNames[] = {"running", "done", "failed"};

// One record of the table schema_version (sql/base/schema_version.sql).
struct SchemaVersion {
  std::string object;
  std::string kind;
  std::string content_hash;
  std::string rows_hash;
  SchemaStatus status = SchemaStatus::kDone;
  std::string error;
};

struct ActualColumn {
  std::string name;
  std::optional<ModelType> type;  // null: one that no model has
  std::string type_name;          // as the engine writes it
};

struct SchemaState {
  bool exists = false;  // the schema
  std::map<std::string, SchemaVersion, std::less<>> versions;
  // Tables and views, with their columns in order.
  std::map<std::string, std::vector<ActualColumn>, std::less<>> relations;
  bool has_rows = false;  // there is something that model runs have computed, or will
};

SchemaState ReadSchemaState(Connection& connection, std::string_view schema);

}  // namespace millrace
