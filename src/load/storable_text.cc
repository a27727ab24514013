#include "load/storable_text.h"

#include "core/sql_text.h"
#include "warehouse/ddl.h"

namespace millrace {
namespace {

// In JSON, a zero is written as an escape. An escaped backslash before `u0000` is none: meanwhile U+0001 stands for it,
// which JSON never has as it is.
std::string StorableJson(const std::string& column) {
  const std::string text = "CAST(" + column + " AS VARCHAR)";
  return "CASE WHEN contains(" + text + ", '\\u0000') THEN CAST(replace(replace(replace(" + text +
         ", '\\\\', chr(1)), '\\u0000', chr(65533)), chr(1), '\\\\') AS JSON) ELSE " + column + " END";
}

}  // namespace

std::string StorableText(std::string_view expression) {
  const std::string text(expression);
  // Most texts have none, and looking is much faster.
  return "CASE WHEN contains(" + text + ", chr(0)) THEN replace(" + text + ", chr(0), chr(65533)) ELSE " + text +
         " END";
}

std::string StorableRows(TableId table, std::string_view query) {
  std::string replaced;
  for (const ModelColumn& column : LoadedTable(table).columns) {
    const bool is_text = column.type == ModelType::kText;
    if (!is_text && column.type != ModelType::kJson) continue;
    const std::string name = SqlName(column.name);
    replaced.append(replaced.empty() ? "" : ", ")
        .append(is_text ? StorableText(name) : StorableJson(name))
        .append(" AS ")
        .append(name);
  }
  return "SELECT * REPLACE (" + replaced + ") FROM (" + std::string(query) + ") AS lake";
}

}  // namespace millrace
