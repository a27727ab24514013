// Batches with random content in every column of a table, and what a reader of the lake must get back.
#pragma once

#include <memory>
#include <random>
#include <string>
#include <vector>

#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>

#include "schema/arrow_schema.h"
#include "schema/arrow_status.h"

namespace millrace {

struct RandomBatchOptions {
  bool dictionaries = true;  // texts as dictionaries, else plain
  int distinct = 50;         // texts and numbers in a column
  double null_share = 0.3;   // 1: everything null that may be
  int longest_text = 20;     // bytes
  int longest_run = 1;       // rows in a row that have the same value
  int most_entries = 4;      // of a map
  bool entries_under_null_maps = false;
};

class RandomBatch {
 public:
  RandomBatch(uint32_t seed, RandomBatchOptions options) : random_(seed), options_(options) {}

  std::shared_ptr<arrow::RecordBatch> Make(TableId table, int64_t rows) {
    const Table& columns = TableOf(table);
    const arrow::Schema& lake = *ArrowSchema(table);
    arrow::ArrayVector arrays;
    arrow::FieldVector fields;
    for (size_t i = 0; i < columns.columns.size(); ++i) {
      const auto& field = lake.field(static_cast<int>(i));
      required_ = !field->nullable();
      arrays.push_back(MakeColumn(columns.columns[i].type, rows));
      fields.push_back(arrow::field(field->name(), arrays.back()->type(), field->nullable()));
    }
    return arrow::RecordBatch::Make(arrow::schema(fields), rows, arrays);
  }

 private:
  int Below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }
  bool Null() { return !required_ && std::uniform_real_distribution<double>(0, 1)(random_) < options_.null_share; }

  // Which of `distinct` values each row has; -1: null.
  std::vector<int> Choose(int64_t rows) {
    std::vector<int> chosen;
    while (static_cast<int64_t>(chosen.size()) < rows) {
      const int value = Null() ? -1 : Below(options_.distinct);
      for (int run = 1 + Below(options_.longest_run); run > 0 && static_cast<int64_t>(chosen.size()) < rows; --run) {
        chosen.push_back(value);
      }
    }
    return chosen;
  }

  template <typename Builder, typename Value>
  std::shared_ptr<arrow::Array> Build(Builder builder, int64_t rows, Value value) {
    for (const int chosen : Choose(rows)) {
      Must(chosen < 0 ? builder.AppendNull() : builder.Append(value(chosen)));
    }
    return Must(builder.Finish());
  }

  std::shared_ptr<arrow::Array> MakeText(int64_t rows) {
    std::vector<std::string> texts;
    for (int i = 0; i < options_.distinct; ++i) {
      std::string text = i == 0 ? "" : std::to_string(i);
      text.resize(text.size() + static_cast<size_t>(Below(options_.longest_text + 1)), static_cast<char>('a' + i % 26));
      texts.push_back(text);
    }
    if (!options_.dictionaries) {
      return Build(arrow::StringBuilder(), rows, [&](int i) { return texts[static_cast<size_t>(i)]; });
    }
    arrow::StringBuilder dictionary;
    Must(dictionary.AppendValues(texts));
    return Must(arrow::DictionaryArray::FromArrays(arrow::dictionary(arrow::int32(), arrow::utf8()),
                                                   Build(arrow::Int32Builder(), rows, [](int i) { return i; }),
                                                   Must(dictionary.Finish())));
  }

  std::shared_ptr<arrow::Array> MakeInt64(int64_t rows) {
    return Build(arrow::Int64Builder(), rows, [](int i) { return 1741564800000 + i * int64_t{86'400'007}; });
  }

  std::shared_ptr<arrow::Array> MakeMap(ColumnType type, int64_t rows) {
    std::vector<int32_t> offsets = {0};
    std::vector<bool> valid;
    for (int64_t row = 0; row < rows; ++row) {
      valid.push_back(!Null());
      const bool owns = valid.back() || options_.entries_under_null_maps;
      offsets.push_back(offsets.back() + (owns ? Below(options_.most_entries + 1) : 0));
    }
    const int64_t entries = offsets.back();
    required_ = true;
    const auto keys = MakeText(entries);
    required_ = false;
    std::shared_ptr<arrow::Array> items = MakeText(entries);
    if (type != ColumnType::kTextMap) {
      arrow::ArrayVector children = {items, MakeText(entries)};
      std::vector<std::string> names = {"value", "type"};
      if (type == ColumnType::kPropertyMap) {
        children.push_back(MakeInt64(entries));
        names.emplace_back("set_time_msec");
      }
      arrow::TypedBufferBuilder<bool> structs;
      for (int64_t i = 0; i < entries; ++i) Must(structs.Append(!Null()));
      items = Must(arrow::StructArray::Make(children, names, Must(structs.Finish())));
    }
    arrow::TypedBufferBuilder<bool> maps;
    for (const bool each : valid) Must(maps.Append(each));
    auto offset_buffer = arrow::Buffer::FromVector(std::move(offsets));
    return std::make_shared<arrow::MapArray>(arrow::map(keys->type(), items->type()), rows, offset_buffer, keys, items,
                                             Must(maps.Finish()));
  }

  std::shared_ptr<arrow::Array> MakeColumn(ColumnType type, int64_t rows) {
    switch (type) {
      case ColumnType::kText:
        return MakeText(rows);
      case ColumnType::kInt64:
        return MakeInt64(rows);
      case ColumnType::kInt32:
        return Build(arrow::Int32Builder(), rows, [](int i) { return i - 20; });
      case ColumnType::kDouble:
        return Build(arrow::DoubleBuilder(), rows, [](int i) { return i == 1 ? -0.0 : i / 8.0; });
      case ColumnType::kBool:
        return Build(arrow::BooleanBuilder(), rows, [](int i) { return i % 2 == 1; });
      case ColumnType::kTimestamp:
        return Build(arrow::TimestampBuilder(ArrowType(type), arrow::default_memory_pool()), rows,
                     [](int i) { return -1'000'000'000 + i * int64_t{1'234'567'891}; });
      case ColumnType::kDate:
        return Build(arrow::Date32Builder(), rows, [](int i) { return i * 300 - 3000; });
      case ColumnType::kTextMap:
      case ColumnType::kTypedMap:
      case ColumnType::kPropertyMap:
        return MakeMap(type, rows);
    }
    throw InternalError("unknown column type");
  }

  std::mt19937 random_;
  RandomBatchOptions options_;
  bool required_ = false;
};

}  // namespace millrace
