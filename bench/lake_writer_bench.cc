// Encoding a row group of event_v2 (32,768 rows as web traffic fills them): by the lake's encoder, and by Arrow's
// general writer with its best settings, which is what the lake's is measured against. bytes: of the row group;
// per_row: CPU time.
#include <random>
#include <string>
#include <vector>

#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/io/memory.h>
#include <arrow/record_batch.h>
#include <benchmark/benchmark.h>
#include <parquet/arrow/writer.h>

#include "lake/plain_batch.h"
#include "lake/row_group_encoder.h"
#include "schema/arrow_schema.h"
#include "schema/arrow_status.h"

namespace millrace {
namespace {

constexpr int kRows = 32768;

// Columns of the event table as traffic fills them. Requests carry three events, which share what the request says.
class Traffic {
 public:
  std::shared_ptr<arrow::RecordBatch> Events() {
    const std::span<const Column> columns = TableOf(TableId::kEvent).columns;
    const arrow::Schema& schema = *ArrowSchema(TableId::kEvent);
    arrow::ArrayVector arrays;
    arrow::FieldVector fields;
    for (size_t i = 0; i < columns.size(); ++i) {
      const auto& field = schema.field(static_cast<int>(i));
      arrays.push_back(MakeColumn(columns[i], field->type()));
      fields.push_back(arrow::field(field->name(), arrays.back()->type(), field->nullable()));
    }
    return arrow::RecordBatch::Make(arrow::schema(fields), kRows, arrays);
  }

 private:
  int Below(int limit) { return static_cast<int>(random_() % static_cast<uint32_t>(limit)); }
  bool Chance(double share) { return std::uniform_real_distribution<double>(0, 1)(random_) < share; }
  std::string Hex(int digits) {
    std::string text;
    while (static_cast<int>(text.size()) < digits) text += "0123456789abcdef"[Below(16)];
    return text;
  }
  std::vector<std::string> Words(int count, int length) {
    std::vector<std::string> words;
    for (int i = 0; i < count; ++i) {
      std::string word = std::to_string(i * 7919);
      while (static_cast<int>(word.size()) < length) word += static_cast<char>('a' + Below(26));
      words.push_back(word);
    }
    return words;
  }
  static std::shared_ptr<arrow::Array> Dictionary(const std::vector<int>& indices,
                                                  const std::vector<std::string>& words) {
    arrow::Int32Builder builder;
    for (const int index : indices) Must(index < 0 ? builder.AppendNull() : builder.Append(index));
    arrow::StringBuilder texts;
    Must(texts.AppendValues(words));
    return Must(arrow::DictionaryArray::FromArrays(arrow::dictionary(arrow::int32(), arrow::utf8()),
                                                   Must(builder.Finish()), Must(texts.Finish())));
  }
  // Words of which the first are the most frequent; `run` rows have the same.
  std::shared_ptr<arrow::Array> Text(int words, int length, double nulls, int run) {
    std::vector<int> indices;
    while (indices.size() < kRows) {
      const double x = std::uniform_real_distribution<double>(0, 1)(random_);
      indices.insert(indices.end(), static_cast<size_t>(run), Chance(nulls) ? -1 : static_cast<int>(words * x * x * x));
    }
    indices.resize(kRows);
    return Dictionary(indices, Words(words, length));
  }
  template <typename Builder, typename Value>
  std::shared_ptr<arrow::Array> Numbers(Builder builder, double nulls, Value value) {
    for (int i = 0; i < kRows; ++i) Must(Chance(nulls) ? builder.AppendNull() : builder.Append(value(i)));
    return Must(builder.Finish());
  }

  std::shared_ptr<arrow::Array> MakeText(std::string_view name) {
    if (name == "event_id")
      return Numbers(arrow::StringBuilder(), 0, [&](int) { return Hex(8) + "-" + Hex(4) + "-" + Hex(20); });
    if (name == "custom_parameters_json_str") {
      return Numbers(arrow::StringBuilder(), 0.4,
                     [&](int) { return R"({"country_code":"IN","button":")" + Hex(6) + "\"}"; });
    }
    if (name == "user_pseudo_id" || name == "session_id") return Text(kRows / 8, 32, 0, 3);
    if (name == "event_name") return Text(20, 10, 0, 1);
    if (name == "page_view_page_url" || name == "page_view_page_referrer") return Text(kRows / 10, 70, 0.1, 1);
    if (name.starts_with("page_view")) return Text(300, 25, 0.1, 1);
    if (name.starts_with("device_ua")) return Text(30, 10, 0.02, 3);
    if (name.starts_with("geo_")) return Text(300, 9, 0.02, 3);
    if (name.starts_with("traffic_source")) return Text(20, 9, 0.4, 3);
    if (name.starts_with("outbound_") || name.starts_with("search_")) return Text(500, 20, 0.97, 1);
    if (name == "platform" || name == "project_id" || name == "app_id" || name.starts_with("sdk_"))
      return Text(1, 6, 0, 1);
    return Dictionary(std::vector<int>(kRows, -1), {});
  }

  std::shared_ptr<arrow::Array> MakeMap(const Column& column) {
    std::vector<int> keys;
    std::vector<int> values;
    std::vector<int> types;
    std::vector<std::string> key_words = Words(60, 12);
    std::vector<std::string> value_words = Words(10000, 14);
    arrow::Int32Builder offsets;
    const int fixed = column.name == "process_info" ? 6 : column.name == "device_ua" ? 4 : 0;
    int request = 0;
    for (int row = 0; row < kRows; ++row) {
      const auto begin = static_cast<int32_t>(keys.size());
      const bool null = fixed == 0 && Chance(0.4);
      Must(null ? offsets.AppendNull() : offsets.Append(begin));
      if (row % 3 == 0 && column.name == "process_info") {
        request = static_cast<int>(value_words.size());
        value_words.push_back(Hex(32));
      }
      if (row % 3 == 0 && column.name == "device_ua") request = 4 * Below(200);
      for (int entry = 0; entry < fixed; ++entry) {
        keys.push_back(entry);
        values.push_back(column.name == "device_ua" ? request + entry
                         : entry == 0               ? request
                         : entry == 1               ? request / 10
                                                    : entry);
      }
      if (fixed == 0 && !null) {
        for (int entries = 1 + Below(4); entries > 0; --entries) {
          keys.push_back(Below(60));
          values.push_back(Below(10000));
          types.push_back(Below(3));
        }
      }
    }
    Must(offsets.Append(static_cast<int32_t>(keys.size())));
    std::shared_ptr<arrow::Array> items = Dictionary(values, value_words);
    if (column.type == ColumnType::kTypedMap) {
      items = Must(arrow::StructArray::Make({items, Dictionary(types, {"string", "number", "object"})},
                                            std::vector<std::string>{"value", "type"}));
    }
    return Must(arrow::MapArray::FromArrays(Must(offsets.Finish()), Dictionary(keys, key_words), items));
  }
  std::shared_ptr<arrow::Array> MakeColumn(const Column& column, const std::shared_ptr<arrow::DataType>& type) {
    switch (column.type) {
      case ColumnType::kText:
        return MakeText(column.name);
      case ColumnType::kInt64:
        return Numbers(arrow::Int64Builder(),
                       column.name.starts_with("session") || column.name.ends_with("time_msec") ? 0 : 0.8,
                       [&](int i) { return 1741564800000 + i * 37 + Below(5000); });
      case ColumnType::kTimestamp: {
        const bool constant = column.name == "created_time";
        return Numbers(arrow::TimestampBuilder(type, arrow::default_memory_pool()), 0,
                       [&](int i) { return 1741564800000000 + (constant ? 0 : i * 37000 + Below(5000) * 1000); });
      }
      case ColumnType::kInt32:
        return Numbers(arrow::Int32Builder(), 0, [&](int) { return 320 + Below(20) * 16; });
      case ColumnType::kDouble:
        return Numbers(arrow::DoubleBuilder(), 0.95, [&](int) { return Below(10000) / 100.0; });
      case ColumnType::kBool:
        return Numbers(arrow::BooleanBuilder(), 0.5, [&](int) { return Below(2) == 1; });
      default:
        return MakeMap(column);
    }
  }

  std::mt19937 random_{42};
};

const arrow::RecordBatch& Events(bool dictionaries) {
  static const auto with = Traffic().Events();
  static const auto without = PlainBatch(TableId::kEvent, *with);
  return dictionaries ? *with : *without;
}

void Report(benchmark::State& state, size_t bytes) {
  state.counters["per_row"] =
      benchmark::Counter(kRows, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  state.counters["bytes"] = static_cast<double>(bytes);
}

void Lake(benchmark::State& state, Compression compression, bool dictionaries) {
  const arrow::RecordBatch& batch = Events(dictionaries);
  RowGroupEncoder encoder(compression);
  size_t bytes = 0;
  for (auto _ : state) bytes = encoder.Encode(TableId::kEvent, batch).bytes.size();
  Report(state, bytes);
}
BENCHMARK_CAPTURE(Lake, snappy, Compression::kSnappy, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Lake, zstd, Compression::kZstd, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Lake, none, Compression::kNone, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Lake, snappy_plain_texts, Compression::kSnappy, false)->Unit(benchmark::kMillisecond);

// Statistics and dictionaries only where they are cheap, large batches: the best of a dozen settings.
std::shared_ptr<parquet::WriterProperties> ArrowProperties() {
  parquet::WriterProperties::Builder builder;
  builder.compression(arrow::Compression::SNAPPY)->dictionary_pagesize_limit(64 << 20)->write_batch_size(8192);
  builder.max_rows_per_page(1 << 20)->disable_write_page_index();
  builder.set_size_statistics_level(parquet::SizeStatisticsLevel::None)->disable_statistics();
  for (const Column& column : TableOf(TableId::kEvent).columns) {
    if (column.type == ColumnType::kText || column.max_bytes > 0) continue;
    const std::string name(column.name);
    if (column.type != ColumnType::kTextMap && column.type != ColumnType::kTypedMap) {
      builder.enable_statistics(name);
      if (column.type != ColumnType::kInt32) builder.disable_dictionary(name);
    }
  }
  builder.disable_dictionary("event_id")->disable_dictionary("custom_parameters_json_str");
  return builder.build();
}

void Arrow(benchmark::State& state, bool dictionaries) {
  const arrow::RecordBatch& batch = Events(dictionaries);
  size_t bytes = 0;
  for (auto _ : state) {
    const auto sink = Must(arrow::io::BufferOutputStream::Create(16 << 20));
    const auto writer = Must(parquet::arrow::FileWriter::Open(*ArrowSchema(TableId::kEvent),
                                                              arrow::default_memory_pool(), sink, ArrowProperties()));
    Must(writer->NewRowGroup());
    for (const auto& column : batch.columns()) Must(writer->WriteColumnChunk(*column));
    Must(writer->Close());
    bytes = static_cast<size_t>(Must(sink->Finish())->size());
  }
  Report(state, bytes);
}
BENCHMARK_CAPTURE(Arrow, snappy, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Arrow, snappy_plain_texts, false)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace millrace

BENCHMARK_MAIN();
