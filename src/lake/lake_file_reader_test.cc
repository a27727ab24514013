#include "lake/lake_file_reader.h"

#include <filesystem>
#include <fstream>

#include <arrow/json/from_string.h>

#include "core/error.h"
#include "core/testing/temporary_folder.h"
#include "lake/lake_writer.h"
#include "lake/testing/batch_fixture.h"
#include "lake/testing/parquet_fixture.h"

namespace millrace {
namespace {

class LakeFileReaderTest : public ::testing::Test {
 protected:
  // Writes batches as one file and gives its path.
  std::string Write(const std::string& job, TableId table,
                    const std::vector<std::shared_ptr<arrow::RecordBatch>>& batches, size_t row_group_rows = 100) {
    LakeOptions options;
    options.lake = temporary_.path();
    options.project = "p";
    options.job_id = job;
    options.row_group_rows = row_group_rows;
    LakeWriter writer(LocalFileSystem(), options);
    for (const auto& batch : batches) writer.Write(table, {"shop", 20'000}, batch);
    const auto files = writer.Finish();
    EXPECT_EQ(files.size(), 1U);
    return files[0].staged_path;
  }

  const TemporaryFolder temporary_;
};

TEST_F(LakeFileReaderTest, EveryTableComesBackAndCanBeWrittenAgain) {
  for (const Table& table : AllTables()) {
    std::vector<std::shared_ptr<arrow::RecordBatch>> written;
    for (uint32_t seed = 0; seed < 4; ++seed) {
      RandomBatchOptions options;
      options.dictionaries = seed % 2 == 0;
      options.distinct = seed == 3 ? 100'000 : 20;
      written.push_back(RandomBatch(seed, options).Make(table.id, 130));
    }
    LakeFileReader reader(LocalFileSystem(), Write("first", table.id, written), table.id);
    EXPECT_EQ(reader.rows(), 520U);
    EXPECT_GT(reader.unpacked_bytes(), 0U);
    std::vector<std::shared_ptr<arrow::RecordBatch>> read;
    while (const auto batch = reader.Next()) read.push_back(batch);
    EXPECT_EQ(read.size(), 4U);
    ExpectSameRows(*ReadParquet(Write("second", table.id, read)), table.id, written);
    // Put together into one row group.
    ExpectSameRows(*ReadParquet(Write("third", table.id, read, 10'000)), table.id, written);
  }
}

TEST_F(LakeFileReaderTest, TextsStayDictionaries) {
  const std::string path = Write("a", TableId::kEvent, {RandomBatch(1, {}).Make(TableId::kEvent, 5000)});
  LakeFileReader reader(LocalFileSystem(), path, TableId::kEvent);
  EXPECT_EQ(reader.Next()->column(static_cast<int>(EventColumn::platform))->type_id(), arrow::Type::DICTIONARY);
}

// The kernel appends texts that hardly repeat to a map's dictionary without looking for them, and plug-ins may send any
// dictionary: Arrow reads such pages wrongly when it is asked for dictionaries.
TEST_F(LakeFileReaderTest, DictionariesThatHoldATextTwiceAreReadRightly) {
  auto batch = RandomBatch(3, {}).Make(TableId::kUser, 99);
  const auto texts = Must(arrow::json::ArrayFromJSONString(arrow::utf8(), R"(["a", "a", "b", "c"])"));
  std::string numbers = "[0, 1, 2";
  for (int i = 3; i < 99; ++i) numbers += i % 2 == 0 ? ", 1" : ", 3";
  const auto indices = Must(arrow::json::ArrayFromJSONString(arrow::int32(), numbers + "]"));
  const auto column = Must(arrow::DictionaryArray::FromArrays(indices, texts));
  for (const UserColumn each : {UserColumn::user_id, UserColumn::first_referrer}) {
    const int number = static_cast<int>(each);
    batch =
        Must(batch->SetColumn(number, arrow::field(batch->schema()->field(number)->name(), column->type()), column));
  }
  LakeFileReader reader(LocalFileSystem(), Write("a", TableId::kUser, {batch}), TableId::kUser);
  ExpectSameRows(*ReadParquet(Write("b", TableId::kUser, {reader.Next()})), TableId::kUser, {batch});
}

TEST_F(LakeFileReaderTest, ReadsOnlyTheColumnsAskedFor) {
  const auto batch = RandomBatch(7, {}).Make(TableId::kUser, 90);
  LakeFileReader reader(LocalFileSystem(), Write("a", TableId::kUser, {batch}), TableId::kUser,
                        {static_cast<size_t>(UserColumn::user_id), static_cast<size_t>(UserColumn::user_pseudo_id)});
  const auto read = reader.Next();
  ASSERT_EQ(read->num_columns(), 2);
  EXPECT_EQ(read->schema()->field(0)->name(), "user_id");
  EXPECT_TRUE(PlainArray(read->column(1), arrow::utf8())
                  ->Equals(PlainArray(batch->column(static_cast<int>(UserColumn::user_pseudo_id)), arrow::utf8())));
}

TEST_F(LakeFileReaderTest, AFileThatIsNoParquetIsNamed) {
  const std::string path = temporary_.path() + "/x.parquet";
  std::ofstream(path) << "not parquet at all";
  try {
    LakeFileReader reader(LocalFileSystem(), path, TableId::kUser);
    FAIL();
  } catch (const SystemError& error) {
    EXPECT_NE(std::string(error.what()).find(path), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace millrace
