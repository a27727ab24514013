#include "privacy/privacy_sink.h"

#include <algorithm>
#include <functional>
#include <utility>

#include <arrow/array.h>
#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_nested.h>
#include <arrow/array/builder_primitive.h>
#include <arrow/array/util.h>
#include <arrow/record_batch.h>

#include "privacy/json_hiding.h"

#include "schema/arrow_schema.h"
#include "schema/arrow_status.h"
#include "schema/text_cell.h"

namespace millrace {
namespace {

// Applies `change`, which may return null data(), to every text. A dictionary stays one unless a text becomes null.
using Change = std::function<std::string_view(std::string_view text, std::string& buffer)>;

std::shared_ptr<arrow::Array> ChangeTexts(const std::shared_ptr<arrow::Array>& array, const Change& change) {
  std::string buffer;
  arrow::StringBuilder builder;
  if (array->type_id() == arrow::Type::DICTIONARY) {
    const auto& encoded = static_cast<const arrow::DictionaryArray&>(*array);
    const auto texts = ChangeTexts(encoded.dictionary(), change);
    if (texts->null_count() == encoded.dictionary()->null_count()) {
      return Must(arrow::DictionaryArray::FromArrays(encoded.indices(), texts));
    }
    for (int64_t row = 0; row < encoded.length(); ++row) {
      const std::string_view text =
          encoded.IsNull(row) ? std::string_view() : TextAt(*texts, encoded.GetValueIndex(row));
      Must(text.data() == nullptr ? builder.AppendNull() : builder.Append(text));
    }
    return Must(builder.Finish());
  }
  for (int64_t row = 0; row < array->length(); ++row) {
    std::string_view text = TextAt(*array, row);
    if (text.data() != nullptr) text = change(text, buffer);
    Must(text.data() == nullptr ? builder.AppendNull() : builder.Append(text));
  }
  return Must(builder.Finish());
}

bool HoldsKey(const arrow::MapArray& map, const std::function<PrivacyAction(std::string_view)>& action) {
  const arrow::Array& keys = map.keys()->type_id() == arrow::Type::DICTIONARY
                                 ? *static_cast<const arrow::DictionaryArray&>(*map.keys()).dictionary()
                                 : *map.keys();
  for (int64_t i = 0; i < keys.length(); ++i) {
    if (action(TextAt(keys, i)) != PrivacyAction::kKeep) return true;
  }
  return false;
}

// A map of structs (value, type[, set_time_msec]) without the dropped entries, and with pseudonyms as values.
std::shared_ptr<arrow::Array> ChangeMap(const arrow::MapArray& map, ColumnType type, const Pseudonymiser& pseudonymiser,
                                        const std::function<PrivacyAction(std::string_view)>& action) {
  const bool with_time = type == ColumnType::kPropertyMap;
  arrow::MemoryPool* pool = arrow::default_memory_pool();
  const auto keys = std::make_shared<arrow::StringBuilder>(pool);
  const auto values = std::make_shared<arrow::StringBuilder>(pool);
  const auto types = std::make_shared<arrow::StringBuilder>(pool);
  const auto times = std::make_shared<arrow::Int64Builder>(pool);
  const auto& map_type = static_cast<const arrow::MapType&>(*ArrowType(type));
  std::vector<std::shared_ptr<arrow::ArrayBuilder>> fields = {values, types};
  if (with_time) fields.push_back(times);
  const auto structs = std::make_shared<arrow::StructBuilder>(map_type.item_type(), pool, fields);
  arrow::MapBuilder builder(pool, keys, structs, ArrowType(type));
  const auto& items = static_cast<const arrow::StructArray&>(*map.items());
  const auto append = [](arrow::StringBuilder& to, std::string_view text) {
    Must(text.data() == nullptr ? to.AppendNull() : to.Append(text));
  };
  for (int64_t row = 0; row < map.length(); ++row) {
    if (map.IsNull(row)) {
      Must(builder.AppendNull());
      continue;
    }
    Must(builder.Append());
    for (int64_t entry = map.value_offset(row); entry < map.value_offset(row + 1); ++entry) {
      const std::string_view key = TextAt(*map.keys(), entry);
      const PrivacyAction what = action(key);
      if (what == PrivacyAction::kDrop) continue;
      Must(keys->Append(key));
      Must(structs->Append());
      const std::string_view value = TextAt(*items.field(0), entry);
      if (what == PrivacyAction::kPseudonymise && !value.empty()) {
        Must(values->Append(pseudonymiser.Of(value)));
        Must(types->Append("string"));
      } else {
        append(*values, value);
        append(*types, TextAt(*items.field(1), entry));
      }
      if (!with_time) continue;
      const auto& set_times = static_cast<const arrow::Int64Array&>(*items.field(2));
      Must(set_times.IsNull(entry) ? times->AppendNull() : times->Append(set_times.Value(entry)));
    }
  }
  return Must(builder.Finish());
}

// The position of an id as a separate part after a `-`; npos: none.
size_t FindPart(std::string_view text, std::string_view id) {
  for (size_t at = text.find(id); !id.empty() && at != std::string_view::npos; at = text.find(id, at + 1)) {
    const size_t end = at + id.size();
    if (at > 0 && text[at - 1] == '-' && (end == text.size() || text[end] == '-')) return at;
  }
  return std::string_view::npos;
}

// The id of a Sensors event contains that of its user (transform-sensors §2), which the pseudonym replaces there, too.
std::shared_ptr<arrow::Array> HideInNames(const arrow::Array& names, const arrow::Array& users,
                                          const Pseudonymiser& pseudonymiser) {
  arrow::StringBuilder builder;
  std::string hidden;
  for (int64_t row = 0; row < names.length(); ++row) {
    const std::string_view name = TextAt(names, row);
    const std::string_view user = TextAt(users, row);
    const size_t at = FindPart(name, user);
    if (name.data() == nullptr) {
      Must(builder.AppendNull());
    } else if (at == std::string_view::npos) {
      Must(builder.Append(name));
    } else {
      hidden.assign(name).replace(at, user.size(), pseudonymiser.Of(user));
      Must(builder.Append(hidden));
    }
  }
  return Must(builder.Finish());
}

int NumberOf(TableId table, std::string_view name) {
  const auto columns = TableOf(table).columns;
  const auto found = std::ranges::find(columns, name, &Column::name);
  return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
}

bool HasRuleFor(const PrivacyRules& rules, ColumnType type) {
  return type == ColumnType::kTypedMap ? rules.has_parameters() : rules.has_properties();
}

}  // namespace

std::shared_ptr<arrow::Array> PrivacySink::Hide(TableId table, size_t number,
                                                const std::shared_ptr<arrow::Array>& array) const {
  const Column& column = TableOf(table).columns[number];
  switch (rules_.OfColumn(table, number)) {
    case PrivacyAction::kDrop:
      return Must(arrow::MakeArrayOfNull(ArrowType(column.type), array->length()));
    case PrivacyAction::kPseudonymise:
      return ChangeTexts(array, [&](std::string_view text, std::string& buffer) {
        if (!text.empty()) buffer = rules_.pseudonymiser().Of(text);
        return text.empty() ? text : std::string_view(buffer);
      });
    case PrivacyAction::kKeep:
      break;
  }
  if (column.type == ColumnType::kTypedMap || column.type == ColumnType::kPropertyMap) {
    if (!HasRuleFor(rules_, column.type)) return array;
    const bool of_user = column.type == ColumnType::kPropertyMap;
    const auto action = [&](std::string_view key) {
      return of_user ? rules_.OfProperty(key) : rules_.OfParameter(key);
    };
    const auto& map = static_cast<const arrow::MapArray&>(*array);
    return HoldsKey(map, action) ? ChangeMap(map, column.type, rules_.pseudonymiser(), action) : array;
  }
  if (!column.name.ends_with("_json_str")) return array;
  const bool of_user = column.name == "user_properties_json_str";
  if (of_user ? !rules_.has_properties() : !rules_.has_parameters()) return array;
  return ChangeTexts(array, [&](std::string_view json, std::string& buffer) {
    const bool sound = of_user ? HideProperties(rules_, json, buffer) : HideParameters(rules_, json, buffer);
    return sound ? std::string_view(buffer) : std::string_view();
  });
}

std::shared_ptr<arrow::RecordBatch> PrivacySink::HideInRejects(const std::shared_ptr<arrow::RecordBatch>& batch) const {
  const auto column = [&](RejectColumn each) { return batch->column(static_cast<int>(each)); };
  const arrow::Array& bundle_index = *column(RejectColumn::bundle_index);
  const arrow::Array& encoding = *column(RejectColumn::encoding);
  arrow::StringBuilder originals;
  std::string buffer;
  for (int64_t row = 0; row < batch->num_rows(); ++row) {
    const std::string_view original = TextAt(*column(RejectColumn::original), row);
    const bool is_event = bundle_index.IsValid(row) && TextAt(encoding, row) == "text" && original.data() != nullptr;
    Must(is_event && HideInEvent(rules_, original, buffer) ? originals.Append(buffer) : originals.AppendNull());
  }
  // The rejects of a request have the same request text, which is rewritten once.
  const auto requests = ChangeTexts(column(RejectColumn::request), [&](std::string_view request, std::string& hidden) {
    return HideInRequest(rules_, request, hidden) ? std::string_view(hidden) : std::string_view();
  });
  auto hidden = batch;
  for (const auto& [each, array] :
       {std::pair(RejectColumn::original, Must(originals.Finish())), std::pair(RejectColumn::request, requests)}) {
    const int number = static_cast<int>(each);
    hidden =
        Must(hidden->SetColumn(number, arrow::field(batch->schema()->field(number)->name(), array->type()), array));
  }
  return hidden;
}

void PrivacySink::Write(TableId table, const Partition& partition, const std::shared_ptr<arrow::RecordBatch>& batch) {
  if (table == TableId::kReject) {
    lake_.Write(table, partition, HideInRejects(batch));
    return;
  }
  const int event_id = NumberOf(table, "event_id");
  const int user = NumberOf(table, "user_pseudo_id");
  const bool hides_user = rules_.OfColumn(table, static_cast<size_t>(user)) == PrivacyAction::kPseudonymise;
  arrow::ArrayVector columns;
  arrow::FieldVector fields;
  for (int i = 0; i < batch->num_columns(); ++i) {
    auto array = batch->column(i);
    if (hides_user && i == event_id) array = HideInNames(*array, *batch->column(user), rules_.pseudonymiser());
    columns.push_back(Hide(table, static_cast<size_t>(i), array));
    const auto& field = batch->schema()->field(i);
    fields.push_back(arrow::field(field->name(), columns.back()->type(), field->nullable()));
  }
  lake_.Write(table, partition,
              arrow::RecordBatch::Make(arrow::schema(std::move(fields)), batch->num_rows(), std::move(columns)));
}

}  // namespace millrace
