#include "lake/row_group_encoder.h"

#include <filesystem>

#include <arrow/util/key_value_metadata.h>
#include <gtest/gtest.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/statistics.h>

#include "core/testing/temporary_folder.h"
#include "lake/map_key_order.h"
#include "lake/parquet_file.h"
#include "lake/testing/batch_fixture.h"
#include "lake/testing/parquet_fixture.h"

namespace millrace {
namespace {

using Batch = std::shared_ptr<arrow::RecordBatch>;

Batch Replace(const Batch& batch, const std::string& column, const std::shared_ptr<arrow::Array>& array) {
  return Must(batch->SetColumn(batch->schema()->GetFieldIndex(column), arrow::field(column, array->type()), array));
}

class RowGroupEncoderTest : public testing::Test {
 protected:
  // One row group a batch, in one file, by one encoder.
  void Write(TableId table, const std::vector<Batch>& batches, Compression compression = Compression::kSnappy) {
    RowGroupEncoder encoder(compression);
    ParquetFile file(LocalFileSystem().Create(path_), table, compression);
    for (const Batch& batch : batches) file.Append(encoder.Encode(table, *batch));
    file.Finish();
    EXPECT_EQ(file.bytes(), std::filesystem::file_size(path_));
  }
  void ExpectRoundTrip(TableId table, const std::vector<Batch>& batches,
                       Compression compression = Compression::kSnappy) {
    Write(table, batches, compression);
    ExpectSameRows(*ReadParquet(path_), table, batches);
  }
  std::shared_ptr<parquet::FileMetaData> Metadata() { return parquet::ParquetFileReader::OpenFile(path_)->metadata(); }
  std::unique_ptr<parquet::ColumnChunkMetaData> Chunk(const std::string& column) {
    metadata_ = Metadata();
    group_ = metadata_->RowGroup(0);
    return group_->ColumnChunk(metadata_->schema()->ColumnIndex(column));
  }

  const TemporaryFolder temporary_;
  const std::string path_ = temporary_.path() + "/rows.parquet";
  std::shared_ptr<parquet::FileMetaData> metadata_;
  std::unique_ptr<parquet::RowGroupMetaData> group_;
};

TEST_F(RowGroupEncoderTest, EveryTableComesBackInEitherForm) {
  for (const Table& table : AllTables()) {
    for (const Compression compression : {Compression::kSnappy, Compression::kZstd, Compression::kNone}) {
      RandomBatch dictionaries(1, {});
      RandomBatch plain(2, {.dictionaries = false});
      ExpectRoundTrip(table.id,
                      {dictionaries.Make(table.id, 1000), plain.Make(table.id, 777), dictionaries.Make(table.id, 1),
                       plain.Make(table.id, 1)},
                      compression);
    }
  }
}

// The laws of the encoding have many corners (runs, widths, page ends, nulls at borders): a plain reader of the format,
// Arrow's, must agree on random batches of every shape.
TEST_F(RowGroupEncoderTest, RandomBatchesComeBack) {
  std::mt19937 random(7);
  for (uint32_t seed = 0; seed < 60; ++seed) {
    const auto pick = [&](auto... choices) {
      const std::array<double, sizeof...(choices)> all = {static_cast<double>(choices)...};
      return all[random() % all.size()];
    };
    RandomBatchOptions options;
    options.dictionaries = random() % 3 > 0;
    options.distinct = static_cast<int>(pick(1, 2, 3, 17, 300, 5000));
    options.null_share = pick(0, 0, 0.02, 0.5, 0.97, 1);
    options.longest_run = static_cast<int>(pick(1, 1, 3, 40, 1000));
    options.most_entries = static_cast<int>(pick(0, 1, 6));
    options.entries_under_null_maps = random() % 4 == 0;
    const auto rows = static_cast<int64_t>(pick(1, 7, 8, 9, 63, 64, 65, 1000, 3000));
    const auto table = static_cast<TableId>(random() % kTableCount);
    SCOPED_TRACE(testing::Message() << "seed " << seed << " table " << TableOf(table).name << " rows " << rows);
    const Batch batch = RandomBatch(seed, options).Make(table, rows);
    const auto begin = static_cast<int64_t>(random() % static_cast<uint64_t>(rows));
    ExpectRoundTrip(table, {batch, batch->Slice(begin, 1 + static_cast<int64_t>(random()) % (rows - begin))});
  }
}

TEST_F(RowGroupEncoderTest, LongColumnsAreCutIntoPages) {
  arrow::StringBuilder texts;
  for (int i = 0; i < 5000; ++i) {
    Must(i % 7 == 0 ? texts.AppendNull() : texts.Append(std::string(700, 'a') + std::to_string(i)));
  }
  const Batch rows = RandomBatch(3, {}).Make(TableId::kSession, 5000);
  ExpectRoundTrip(TableId::kSession, {Replace(rows, "session_source", Must(texts.Finish()))});
  EXPECT_EQ(Chunk("session_source")->encoding_stats().at(0).count, 3);  // 3 MB
  const Batch maps =
      RandomBatch(4, {.distinct = 3000, .null_share = 0.1, .most_entries = 150}).Make(TableId::kItem, 10000);
  ExpectRoundTrip(TableId::kItem, {maps});
  EXPECT_EQ(Chunk("process_info.key_value.value")->encoding_stats().at(1).count, 2);
}

TEST_F(RowGroupEncoderTest, AnEmptyDictionaryIsAllNull) {
  const Batch batch = RandomBatch(5, {.distinct = 1, .null_share = 1}).Make(TableId::kSession, 100);
  const auto empty = Must(arrow::MakeArrayOfNull(arrow::dictionary(arrow::int32(), arrow::utf8()), 100));
  ExpectRoundTrip(TableId::kSession, {Replace(batch, "user_id", empty)});
  EXPECT_FALSE(Chunk("user_id")->has_dictionary_page());
}

TEST_F(RowGroupEncoderTest, SchemaIsPlainAndTimesAreInstants) {
  Write(TableId::kUser, {RandomBatch(6, {}).Make(TableId::kUser, 10)});
  const auto metadata = Metadata();
  const parquet::SchemaDescriptor& schema = *metadata->schema();
  const auto& time = *schema.Column(schema.ColumnIndex("event_timestamp"));
  EXPECT_EQ(time.physical_type(), parquet::Type::INT64);
  const auto& instant = static_cast<const parquet::TimestampLogicalType&>(*time.logical_type());
  EXPECT_TRUE(instant.is_adjusted_to_utc());
  EXPECT_EQ(instant.time_unit(), parquet::LogicalType::TimeUnit::MICROS);
  EXPECT_EQ(schema.Column(schema.ColumnIndex("first_visit_date"))->logical_type()->type(),
            parquet::LogicalType::Type::DATE);
  EXPECT_TRUE(schema.Column(schema.ColumnIndex("user_id"))->schema_node()->is_optional());
  EXPECT_TRUE(schema.Column(schema.ColumnIndex("created_time"))->schema_node()->is_required());
  EXPECT_GE(schema.ColumnIndex("user_properties.key_value.key"), 0);
  EXPECT_GE(schema.ColumnIndex("user_properties.key_value.value.set_time_msec"), 0);
  EXPECT_EQ(metadata->created_by().substr(0, 17), "millrace version ");
}

TEST_F(RowGroupEncoderTest, TheFooterSaysWhetherAllMapsHaveTheirKeysInOrder) {
  // Without entries, and with random keys.
  const Batch in_order = RandomBatch(6, {.most_entries = 0}).Make(TableId::kUser, 10);
  const Batch in_disorder = RandomBatch(6, {.most_entries = 6}).Make(TableId::kUser, 100);
  Write(TableId::kUser, {in_order, in_order});
  ASSERT_NE(Metadata()->key_value_metadata(), nullptr);
  EXPECT_EQ(Must(Metadata()->key_value_metadata()->Get(std::string(kMapKeysName))), kSortedMapKeys);
  Write(TableId::kUser, {in_order, in_disorder, in_order});
  EXPECT_EQ(Metadata()->key_value_metadata(), nullptr);
}

TEST_F(RowGroupEncoderTest, NumbersAndTimesHaveStatistics) {
  const Batch batch = RandomBatch(8, {.distinct = 5, .null_share = 0.5}).Make(TableId::kEvent, 1000);
  Write(TableId::kEvent, {batch});
  const auto time = Chunk("event_timestamp")->statistics();
  ASSERT_TRUE(time->HasMinMax());
  const auto& typed = static_cast<const parquet::TypedStatistics<parquet::Int64Type>&>(*time);
  EXPECT_EQ(typed.min(), -1'000'000'000);
  EXPECT_EQ(typed.max(), -1'000'000'000 + 4 * int64_t{1'234'567'891});
  EXPECT_EQ(time->null_count(), batch->column(0)->null_count());
  EXPECT_TRUE(Chunk("device_screen_width")->statistics()->HasMinMax());
  EXPECT_FALSE(Chunk("event_value")->statistics()->HasMinMax());
  EXPECT_FALSE(Chunk("event_name")->statistics()->HasMinMax());
  EXPECT_EQ(Chunk("event_name")->statistics()->null_count(), batch->GetColumnByName("event_name")->null_count());
  EXPECT_FALSE(Chunk("process_info.key_value.key")->is_stats_set());
}

TEST_F(RowGroupEncoderTest, DictionariesAreChosenByUse) {
  const auto with = [](int distinct, bool dictionaries) {
    return RandomBatch(9, {.dictionaries = dictionaries, .distinct = distinct, .null_share = 0})
        .Make(TableId::kSession, 4000);
  };
  // Texts that repeat, in either form.
  for (const bool dictionaries : {true, false}) {
    ExpectRoundTrip(TableId::kSession, {with(100, dictionaries)});
    EXPECT_TRUE(Chunk("session_source")->has_dictionary_page());
    EXPECT_TRUE(Chunk("session_number")->has_dictionary_page());
  }
  // Nearly unique ones.
  for (const bool dictionaries : {true, false}) {
    ExpectRoundTrip(TableId::kSession, {with(50'000, dictionaries)});
    EXPECT_FALSE(Chunk("session_source")->has_dictionary_page());
    EXPECT_FALSE(Chunk("session_number")->has_dictionary_page());
  }
}

// A batch may be a slice of a longer one: it must not bring the whole dictionary along.
TEST_F(RowGroupEncoderTest, UnusedEntriesOfADictionaryAreLeftOut) {
  const Batch batch =
      RandomBatch(10, {.distinct = 5000, .longest_text = 100, .longest_run = 100}).Make(TableId::kSession, 100);
  ExpectRoundTrip(TableId::kSession, {batch});
  EXPECT_LT(std::filesystem::file_size(path_), 50'000);
}

TEST_F(RowGroupEncoderTest, RandomIdsAreNotCompressedOtherTextsAre) {
  std::mt19937_64 random(11);
  arrow::StringBuilder ids;
  arrow::StringBuilder urls;
  for (int i = 0; i < 20000; ++i) {
    char id[40];
    std::snprintf(id, sizeof id, "%016llx%016llx", static_cast<unsigned long long>(random()),
                  static_cast<unsigned long long>(random()));
    Must(ids.Append(id));
    Must(urls.Append("https://shop.example/product/" + std::to_string(i)));
  }
  Batch batch = RandomBatch(12, {}).Make(TableId::kSession, 20000);
  batch = Replace(batch, "session_id", Must(ids.Finish()));
  batch = Replace(batch, "user_id", Must(urls.Finish()));
  ExpectRoundTrip(TableId::kSession, {batch});
  EXPECT_EQ(Chunk("session_id")->compression(), parquet::Compression::UNCOMPRESSED);
  EXPECT_EQ(Chunk("user_id")->compression(), parquet::Compression::SNAPPY);
}

TEST_F(RowGroupEncoderTest, RefusesABatchOfAnotherShape) {
  RowGroupEncoder encoder(Compression::kSnappy);
  const Batch batch = RandomBatch(13, {}).Make(TableId::kSession, 3);
  EXPECT_THROW(encoder.Encode(TableId::kUser, *batch), InternalError);
  const auto numbers = Must(arrow::MakeArrayFromScalar(arrow::Int64Scalar(1), 3));
  EXPECT_THROW(encoder.Encode(TableId::kSession, *Replace(batch, "user_pseudo_id", numbers)), InternalError);
  const auto nulls = Must(arrow::MakeArrayOfNull(ArrowType(ColumnType::kTimestamp), 3));
  EXPECT_THROW(encoder.Encode(TableId::kSession, *Replace(batch, "created_time", nulls)), InternalError);
}

}  // namespace
}  // namespace millrace
