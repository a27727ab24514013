// A sink that keeps the rows as texts. Thread-safe while it is written to.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/scalar.h>

#include "schema/batch_sink.h"

namespace millrace {

// A row as column → text; null columns are left out. Maps read `key=value;key=value`, the values of typed maps
// `value:type`.
using TextRow = std::map<std::string, std::string>;

inline std::string TextOf(const arrow::Array& array, int64_t row) {
  if (array.IsNull(row)) return "null";
  switch (array.type_id()) {
    case arrow::Type::DICTIONARY: {
      const auto& dictionary = static_cast<const arrow::DictionaryArray&>(array);
      return TextOf(*dictionary.dictionary(), dictionary.GetValueIndex(row));
    }
    case arrow::Type::STRING:
      return static_cast<const arrow::StringArray&>(array).GetString(row);
    case arrow::Type::MAP: {
      const auto& map = static_cast<const arrow::MapArray&>(array);
      std::string text;
      for (int64_t i = map.value_offset(row); i < map.value_offset(row + 1); ++i) {
        if (!text.empty()) text += ';';
        text += TextOf(*map.keys(), i) + "=" + TextOf(*map.items(), i);
      }
      return text;
    }
    case arrow::Type::STRUCT: {
      const auto& fields = static_cast<const arrow::StructArray&>(array);
      std::string text;
      for (int i = 0; i < fields.num_fields(); ++i) text += (i ? ":" : "") + TextOf(*fields.field(i), row);
      return text;
    }
    case arrow::Type::TIMESTAMP:
      return std::to_string(static_cast<const arrow::TimestampArray&>(array).Value(row));
    default:
      return array.GetScalar(row).ValueOrDie()->ToString();
  }
}

class FakeBatchSink : public BatchSink {
 public:
  void Write(TableId table, const Partition& partition, const std::shared_ptr<arrow::RecordBatch>& batch) override {
    const std::scoped_lock lock(mutex_);
    if (!batch->ValidateFull().ok()) throw std::runtime_error(batch->ValidateFull().ToString());
    for (int64_t row = 0; row < batch->num_rows(); ++row) {
      TextRow text;
      text["partition"] = partition.app + "/" + std::to_string(partition.day);
      for (int column = 0; column < batch->num_columns(); ++column) {
        if (!batch->column(column)->IsNull(row)) text[batch->column_name(column)] = TextOf(*batch->column(column), row);
      }
      rows_[table].push_back(std::move(text));
    }
  }
  std::vector<TextRow>& rows(TableId table) { return rows_[table]; }

 private:
  std::mutex mutex_;
  std::map<TableId, std::vector<TextRow>> rows_;
};

}  // namespace millrace
