#include "kernel/batch_changes.h"

#include <cmath>

#include <arrow/array.h>
#include <arrow/array/concatenate.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>

#include "core/error.h"
#include "core/json_text.h"
#include "core/utf8.h"
#include "kernel/custom_entries.h"
#include "schema/arrow_status.h"
#include "schema/text_cell.h"
#include "transform/event_binder.h"

namespace millrace {
namespace {

using E = EventColumn;

TypeTag TagOfName(std::string_view name) {
  for (size_t i = 0; i < kTypeTagNames.size(); ++i) {
    if (kTypeTagNames[i] == name) return static_cast<TypeTag>(i);
  }
  return TypeTag::kString;
}

// Rebuilds both columns of the custom parameters with the added ones.
void AddCustom(const arrow::RecordBatch& events, const BatchChanges& changes, arrow::ArrayVector& columns,
               uint64_t& dropped) {
  const auto& old = static_cast<const arrow::MapArray&>(*events.column(static_cast<int>(E::custom_parameters)));
  const arrow::Array& old_keys = *old.keys();
  const auto& old_items = static_cast<const arrow::StructArray&>(*old.items());
  const std::shared_ptr<arrow::Array> old_values = old_items.field(0);
  const std::shared_ptr<arrow::Array> old_types = old_items.field(1);
  constexpr auto kJson = static_cast<size_t>(E::custom_parameters_json_str);
  const uint32_t max_json = TableOf(TableId::kEvent).columns[kJson].max_bytes;

  Arena numbers;
  CustomParameters custom;
  std::string json;
  size_t appended = 0;  // not checked: the batch whose columns are replaced is bounded
  MapColumn map(appended, MapEntry::kTyped);
  PlainTextColumn jsons(appended);
  const auto rows = static_cast<uint32_t>(events.num_rows());
  for (uint32_t row = 0; row < rows; ++row) {
    custom.clear();
    if (!old.IsNull(row)) {
      for (int64_t i = old.value_offset(row); i < old.value_offset(row + 1); ++i) {
        PutCustom(custom, TextAt(old_keys, i), TextAt(*old_values, i), TagOfName(TextAt(*old_types, i)));
      }
    }
    numbers.Reset();
    for (const auto& [key, values] : changes.custom) PutCustomValue(key, *values, row, numbers, custom);
    if (custom.empty()) continue;
    map.Open(row);
    dropped += AddCustomEntries(map, custom);
    json.clear();
    AppendCustomJson(custom, max_json, json);
    jsons.Append(row, json);
  }
  columns[static_cast<size_t>(E::custom_parameters)] = map.Take(rows);
  columns[kJson] = jsons.Take(rows);
}

}  // namespace

void PutCustomValue(std::string_view key, const arrow::Array& values, int64_t row, Arena& arena, CustomParameters& to) {
  if (values.IsNull(row)) return;
  switch (values.type_id()) {
    case arrow::Type::INT64:
      return PutCustom(to, key, arena.Copy(std::to_string(static_cast<const arrow::Int64Array&>(values).Value(row))),
                       TypeTag::kNumber);
    case arrow::Type::DOUBLE: {
      const double value = static_cast<const arrow::DoubleArray&>(values).Value(row);
      std::string text;
      AppendJavaDouble(text, value);
      // JSON has no NaN and no infinities: their names are kept as strings.
      return PutCustom(to, key, arena.Copy(text), std::isfinite(value) ? TypeTag::kNumber : TypeTag::kString);
    }
    case arrow::Type::BOOL:
      return PutCustom(to, key, static_cast<const arrow::BooleanArray&>(values).Value(row) ? "true" : "false",
                       TypeTag::kBoolean);
    default:
      return PutCustom(to, key, TextAt(values, row), TypeTag::kString);
  }
}

std::shared_ptr<arrow::RecordBatch> ApplyChanges(const std::shared_ptr<arrow::RecordBatch>& events,
                                                 const BatchChanges& changes, uint64_t& dropped) {
  if (changes.columns.empty() && changes.custom.empty()) return events;
  arrow::ArrayVector columns = events->columns();
  for (const auto& [column, array] : changes.columns) columns[static_cast<size_t>(column)] = array;
  if (!changes.custom.empty()) AddCustom(*events, changes, columns, dropped);
  arrow::FieldVector fields = events->schema()->fields();
  for (size_t i = 0; i < fields.size(); ++i) fields[i] = fields[i]->WithType(columns[i]->type());
  return arrow::RecordBatch::Make(arrow::schema(std::move(fields)), events->num_rows(), std::move(columns));
}

std::shared_ptr<arrow::RecordBatch> KeepRows(const std::shared_ptr<arrow::RecordBatch>& events,
                                             const std::vector<bool>& keep) {
  std::vector<std::pair<int64_t, int64_t>> runs;  // begin and length
  int64_t rows = 0;
  for (size_t row = 0; row < keep.size(); ++row) {
    if (!keep[row]) continue;
    const auto at = static_cast<int64_t>(row);
    if (runs.empty() || runs.back().first + runs.back().second != at) runs.emplace_back(at, 0);
    ++runs.back().second;
    ++rows;
  }
  if (runs.empty()) return nullptr;
  arrow::ArrayVector columns;
  for (const auto& column : events->columns()) {
    arrow::ArrayVector parts;
    parts.reserve(runs.size());
    for (const auto& [begin, length] : runs) parts.push_back(column->Slice(begin, length));
    columns.push_back(Must(arrow::Concatenate(parts)));
  }
  return arrow::RecordBatch::Make(events->schema(), rows, std::move(columns));
}

void ReadColumn(const arrow::Array& array, int64_t row, EventColumn column, EventRow& event) {
  const ColumnType type = TableOf(TableId::kEvent).columns[static_cast<size_t>(column)].type;
  if (array.IsNull(row)) return event.Unset(SlotOf(column));
  switch (type) {
    case ColumnType::kText:
      return event.SetText(column, TextAt(array, row));
    case ColumnType::kInt64:
      return event.SetInt(column, static_cast<const arrow::Int64Array&>(array).Value(row));
    default:
      throw InternalError("no enrichment sets a column of this type that other tables read");
  }
}

}  // namespace millrace
