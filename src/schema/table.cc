#include "schema/table.h"

#include <array>

#include "core/utf8.h"

namespace millrace {
namespace {

using enum ColumnType;
using enum Nullability;

#define MILLRACE_COLUMN(name, type, max_bytes, nullability, meaning) \
  Column{#name, type, max_bytes, nullability, meaning},
constexpr std::array kEventColumns = {MILLRACE_EVENT_COLUMNS(MILLRACE_COLUMN)};
constexpr std::array kItemColumns = {MILLRACE_ITEM_COLUMNS(MILLRACE_COLUMN)};
constexpr std::array kUserColumns = {MILLRACE_USER_COLUMNS(MILLRACE_COLUMN)};
constexpr std::array kSessionColumns = {MILLRACE_SESSION_COLUMNS(MILLRACE_COLUMN)};
constexpr std::array kRejectColumns = {MILLRACE_REJECT_COLUMNS(MILLRACE_COLUMN)};
#undef MILLRACE_COLUMN

constexpr std::array<Table, kTableCount> kTables = {{{TableId::kEvent, "event_v2", kEventColumns},
                                                     {TableId::kItem, "item_v2", kItemColumns},
                                                     {TableId::kUser, "user_v2", kUserColumns},
                                                     {TableId::kSession, "session", kSessionColumns},
                                                     {TableId::kReject, "rejects", kRejectColumns}}};

static_assert(kEventColumns.size() == 104 && kEventColumns.size() == kEventColumnCount);
static_assert(kItemColumns.size() == 24 && kItemColumns.size() == kItemColumnCount);
static_assert(kUserColumns.size() == 24 && kUserColumns.size() == kUserColumnCount);
static_assert(kSessionColumns.size() == 19 && kSessionColumns.size() == kSessionColumnCount);

}  // namespace

std::string_view CutToColumn(const Column& column, std::string_view text) {
  if (text.size() <= column.max_bytes || column.max_bytes == 0) return text;
  return HoldsJson(column) ? std::string_view() : TruncateUtf8(text, column.max_bytes);
}

const Table& TableOf(TableId id) {
  return kTables[static_cast<size_t>(id)];
}

std::optional<TableId> FindTable(std::string_view name) {
  for (const Table& table : kTables) {
    if (table.name == name) return table.id;
  }
  return std::nullopt;
}

std::span<const Table> AllTables() {
  return kTables;
}

}  // namespace millrace
