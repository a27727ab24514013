// The tables of the lake and their columns, derived from schema/columns.h. Constant; thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "schema/columns.h"

namespace millrace {

enum class TableId : uint8_t { kEvent, kItem, kUser, kSession, kReject };
inline constexpr int kTableCount = 5;

enum class ColumnType : uint8_t {
  kText,         // utf8
  kInt64,        //
  kInt32,        //
  kDouble,       //
  kBool,         //
  kTimestamp,    // int64 microseconds, UTC
  kDate,         // date32
  kTextMap,      // map<utf8, utf8>                                             («map A»)
  kTypedMap,     // map<utf8, struct<value utf8, type utf8>>                    («map B»)
  kPropertyMap,  // map<utf8, struct<value utf8, type utf8, set_time_msec int64>> («map C»)
};

enum class Nullability : uint8_t { kNullable, kRequired };

struct Column {
  std::string_view name;
  ColumnType type;
  uint32_t max_bytes;  // limit of a text in UTF-8 bytes; 0: no limit
  Nullability nullability;
  std::string_view meaning;
};

// Whether the texts of a column are JSON. These are never cut inside: one that is too long omits whole keys or is null.
constexpr bool HoldsJson(const Column& column) {
  return column.name.ends_with("_json_str") || column.name.ends_with("_clid");
}

struct Table {
  TableId id;
  std::string_view name;  // folder of the lake and name of the view
  std::span<const Column> columns;
};

// A text cut to the length of its column. Null if the text is null, or JSON that is too long.
std::string_view CutToColumn(const Column& column, std::string_view text);

const Table& TableOf(TableId id);
std::optional<TableId> FindTable(std::string_view name);
std::span<const Table> AllTables();

#define MILLRACE_COLUMN_NAME(name, type, max_bytes, nullability, meaning) name,
enum class EventColumn : uint8_t { MILLRACE_EVENT_COLUMNS(MILLRACE_COLUMN_NAME) };
enum class ItemColumn : uint8_t { MILLRACE_ITEM_COLUMNS(MILLRACE_COLUMN_NAME) };
enum class UserColumn : uint8_t { MILLRACE_USER_COLUMNS(MILLRACE_COLUMN_NAME) };
enum class SessionColumn : uint8_t { MILLRACE_SESSION_COLUMNS(MILLRACE_COLUMN_NAME) };
enum class RejectColumn : uint8_t { MILLRACE_REJECT_COLUMNS(MILLRACE_COLUMN_NAME) };
#undef MILLRACE_COLUMN_NAME

inline constexpr size_t kEventColumnCount = static_cast<size_t>(EventColumn::created_time) + 1;
inline constexpr size_t kItemColumnCount = static_cast<size_t>(ItemColumn::created_time) + 1;
inline constexpr size_t kUserColumnCount = static_cast<size_t>(UserColumn::user_id_time_msec) + 1;
inline constexpr size_t kSessionColumnCount = static_cast<size_t>(SessionColumn::user_id_time_msec) + 1;

}  // namespace millrace
