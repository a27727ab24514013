#include "plugin/enrichment_contract.h"

#include <algorithm>

#include <arrow/array.h>
#include <arrow/array/builder_binary.h>
#include <arrow/array/concatenate.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>

#include "core/did_you_mean.h"
#include "core/error.h"
#include "plugin/text_arrays.h"
#include "schema/arrow_schema.h"
#include "schema/arrow_status.h"

namespace millrace {
namespace {

using E = EventColumn;

// Columns that identify the event, its user, time and origin, and one that is derived from the others.
constexpr E kFixed[] = {E::event_timestamp, E::event_id,         E::event_time_msec,
                        E::event_name,      E::ingest_time_msec, E::event_bundle_sequence_id,
                        E::project_id,      E::app_id,           E::user_pseudo_id,
                        E::session_id,      E::created_time,     E::custom_parameters_json_str};

const Column& ColumnOf(EventColumn column) {
  return TableOf(TableId::kEvent).columns[static_cast<size_t>(column)];
}

bool IsMap(ColumnType type) {
  return type == ColumnType::kTextMap || type == ColumnType::kTypedMap || type == ColumnType::kPropertyMap;
}

std::optional<EventColumn> FindColumn(std::string_view name) {
  const auto columns = TableOf(TableId::kEvent).columns;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == name) return static_cast<EventColumn>(i);
  }
  return std::nullopt;
}

EventColumn NamedColumn(const std::string& plugin, const char* list, const std::string& name) {
  if (const auto column = FindColumn(name)) return *column;
  std::vector<std::string_view> names;
  for (const Column& column : TableOf(TableId::kEvent).columns) names.push_back(column.name);
  throw UserError("plug-in `" + plugin + "` " + list + " `" + name + "`, which is not a column of event_v2" +
                  DidYouMeanHint(name, names));
}

void SortUnique(std::vector<EventColumn>& columns) {
  std::ranges::sort(columns);
  columns.erase(std::ranges::unique(columns).begin(), columns.end());
}

// Without offset, so that the rest of the program need not handle it. Rejects nulls inside a dictionary.
std::shared_ptr<arrow::Array> Normal(const std::shared_ptr<arrow::Array>& array) {
  std::shared_ptr<arrow::Array> normal = array;
  if (array->offset() != 0) normal = Must(arrow::Concatenate({array}));
  if (normal->type_id() == arrow::Type::DICTIONARY) {
    const auto& dictionary = *static_cast<const arrow::DictionaryArray&>(*normal).dictionary();
    if (dictionary.null_count() > 0) throw SystemError("a dictionary contains a null; make the row null instead");
    if (dictionary.offset() != 0) return DictionaryEncoded(Expanded(normal, arrow::utf8()));
  }
  return normal;
}

bool IsText(const arrow::DataType& type) {
  static const auto dictionary = arrow::dictionary(arrow::int32(), arrow::utf8());
  return type.id() == arrow::Type::STRING || type.Equals(*dictionary);
}

bool IsCustomType(const arrow::DataType& type) {
  return IsText(type) || type.id() == arrow::Type::INT64 || type.id() == arrow::Type::DOUBLE ||
         type.id() == arrow::Type::BOOL;
}

[[noreturn]] void WrongType(const std::string& name, const arrow::DataType& found, const std::string& wanted) {
  throw SystemError("it returned the column `" + name + "` as " + found.ToString() + "; it must be " + wanted);
}

std::shared_ptr<arrow::Array> SentTexts(SentValues& sent, int64_t rows, std::string_view SentValues::Row::*value) {
  arrow::StringBuilder texts;
  for (int64_t row = 0; row < rows; ++row) {
    const std::string_view text = sent.At(row).*value;
    Must(text.data() == nullptr ? texts.AppendNull() : texts.Append(text));
  }
  return Must(texts.Finish());
}

}  // namespace

bool MaySetColumn(EventColumn column) {
  return std::ranges::find(kFixed, column) == std::end(kFixed) && !IsMap(ColumnOf(column).type);
}

EnrichmentContract MakeEnrichmentContract(const std::string& name, std::span<const std::string> reads,
                                          std::span<const std::string> sets, bool dictionaries) {
  EnrichmentContract contract;
  contract.batch.name = name;
  contract.dictionaries = dictionaries;
  if (reads.empty()) throw UserError("plug-in `" + name + "` reads no column; name at least one");
  if (sets.empty()) throw UserError("plug-in `" + name + "` sets no column; name at least one, or `reject`");
  for (const std::string& column : reads) {
    if (column == kSentIpColumn) {
      contract.reads_ip = true;
    } else if (column == kSentUserAgentColumn) {
      contract.reads_user_agent = true;
    } else {
      contract.reads.push_back(NamedColumn(name, "reads", column));
    }
  }
  contract.batch.asks_for_sent = contract.reads_ip || contract.reads_user_agent;
  SortUnique(contract.reads);
  for (const std::string& column : sets) {
    if (column == kRejectColumn) {
      contract.batch.may_reject = true;
    } else if (column.starts_with(kCustomPrefix) && column.size() > kCustomPrefix.size()) {
      contract.custom.push_back(column.substr(kCustomPrefix.size()));
      contract.batch.adds_custom = true;
    } else {
      contract.batch.sets.push_back(NamedColumn(name, "sets", column));
      if (!MaySetColumn(contract.batch.sets.back())) {
        throw UserError(std::string("plug-in `")
                            .append(name)
                            .append("` sets `")
                            .append(column)
                            .append("`, which no plug-in may set (docs/reference/plugins.md)"));
      }
    }
  }
  SortUnique(contract.batch.sets);
  arrow::FieldVector fields;
  for (const EventColumn column : contract.reads) {
    const bool encoded = dictionaries && ColumnOf(column).type == ColumnType::kText;
    fields.push_back(
        arrow::field(std::string(ColumnOf(column).name),
                     encoded ? arrow::dictionary(arrow::int32(), arrow::utf8()) : ArrowType(ColumnOf(column).type)));
  }
  const auto text = dictionaries ? arrow::dictionary(arrow::int32(), arrow::utf8()) : arrow::utf8();
  if (contract.reads_ip) fields.push_back(arrow::field(std::string(kSentIpColumn), text));
  if (contract.reads_user_agent) fields.push_back(arrow::field(std::string(kSentUserAgentColumn), text));
  contract.input = arrow::schema(std::move(fields));
  return contract;
}

std::shared_ptr<arrow::RecordBatch> InputOf(const EnrichmentContract& contract, const arrow::RecordBatch& events,
                                            SentValues& sent) {
  arrow::ArrayVector columns;
  for (const EventColumn column : contract.reads) {
    const std::shared_ptr<arrow::Array> array = events.column(static_cast<int>(column));
    const ColumnType type = ColumnOf(column).type;
    columns.push_back(contract.dictionaries && type == ColumnType::kText ? DictionaryEncoded(array)
                                                                         : Expanded(array, ArrowType(type)));
  }
  const auto add = [&](std::string_view SentValues::Row::*value) {
    const auto array = SentTexts(sent, events.num_rows(), value);
    columns.push_back(contract.dictionaries ? DictionaryEncoded(array) : array);
  };
  if (contract.reads_ip) add(&SentValues::Row::ip);
  if (contract.reads_user_agent) add(&SentValues::Row::user_agent);
  return arrow::RecordBatch::Make(contract.input, events.num_rows(), std::move(columns));
}

BatchChanges ChangesOf(const EnrichmentContract& contract, const arrow::RecordBatch& output, int64_t rows) {
  if (output.num_rows() != rows) {
    throw SystemError("it got " + std::to_string(rows) + " rows and returned " + std::to_string(output.num_rows()) +
                      "; it must return one for each, in the same order");
  }
  BatchChanges changes;
  std::vector<std::string> seen;
  for (int i = 0; i < output.num_columns(); ++i) {
    const std::string& name = output.column_name(i);
    if (std::ranges::find(seen, name) != seen.end()) throw SystemError("it returned the column `" + name + "` twice");
    seen.push_back(name);
    if (const auto valid = output.column(i)->ValidateFull(); !valid.ok()) {
      throw SystemError("its column `" + name + "` is broken: " + valid.message());
    }
    const std::shared_ptr<arrow::Array> array = Normal(output.column(i));
    const arrow::DataType& type = *array->type();
    if (name == kRejectColumn && contract.batch.may_reject) {
      if (type.id() != arrow::Type::STRING) WrongType(name, type, "string");
      changes.rejected = array;
      continue;
    }
    if (name.starts_with(kCustomPrefix)) {
      const std::string key = name.substr(kCustomPrefix.size());
      if (std::ranges::find(contract.custom, key) != contract.custom.end()) {
        if (!IsCustomType(type)) WrongType(name, type, "string, int64, double or bool");
        changes.custom.emplace_back(key, array);
        continue;
      }
    }
    const auto column = FindColumn(name);
    if (!column || !std::ranges::binary_search(contract.batch.sets, *column)) {
      throw SystemError("it returned the column `" + name + "`, which it does not declare; add it to `sets`");
    }
    const Column& target = ColumnOf(*column);
    if (target.type == ColumnType::kText) {
      if (!IsText(type)) WrongType(name, type, "string or dictionary<int32, string>");
      changes.columns.emplace_back(*column, HoldsJson(target)
                                                ? DropLongTexts(array, target.max_bytes, changes.too_long_json)
                                                : CutTexts(array, target.max_bytes, changes.texts_truncated));
    } else {
      if (!type.Equals(*ArrowType(target.type))) WrongType(name, type, ArrowType(target.type)->ToString());
      changes.columns.emplace_back(*column, array);
    }
  }
  return changes;
}

}  // namespace millrace
