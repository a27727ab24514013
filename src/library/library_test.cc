// The library as its users see it: through the C headers alone, but for Arrow's import of what comes out.
#include <map>
#include <string>
#include <vector>

#include <arrow/api.h>
#include <arrow/c/bridge.h>
#include <gtest/gtest.h>

#include "millrace/kernel.h"
#include "millrace/reader.h"

#include "generate/testing/corpus_fixture.h"
#include "lake/plain_batch.h"
#include "schema/arrow_schema.h"

namespace millrace {
namespace {

constexpr int64_t kCreated = 1'700'000'000'000'000;

// `config` must outlive the result.
MillraceKernelOptions OptionsWith(const char* config, uint32_t flags = 0) {
  return {.abi = MILLRACE_KERNEL_ABI,
          .flags = flags,
          .config = config,
          .folder = nullptr,
          .job_id = "job",
          .created_us = kCreated};
}

// The rows of each table as texts, sorted.
using Rows = std::map<int32_t, std::vector<std::string>>;

void AddRows(Rows& rows, int32_t table, const arrow::RecordBatch& batch) {
  const auto plain = PlainBatch(static_cast<TableId>(table), batch);
  for (int64_t row = 0; row < plain->num_rows(); ++row) {
    std::string text;
    for (int column = 0; column < plain->num_columns(); ++column) {
      // How the work was cut is not part of what is compared.
      if (plain->column_name(column) == "process_info" || plain->column_name(column) == "source_file") continue;
      text += plain->column_name(column) + "=" + (*plain->column(column)->GetScalar(row))->ToString() + ";";
    }
    rows[table].push_back(std::move(text));
  }
}

void Sort(Rows& rows) {
  for (auto& [table, texts] : rows) std::ranges::sort(texts);
}

class LibraryTest : public CorpusTest {
 protected:
  void SetUp() override {
    CorpusTest::SetUp();
    options_.events = 3'000;
    options_.hours = 3;
    Generate(files_, options_);
  }

  // All files, one after the other, through a kernel.
  Rows RowsOfKernel(const std::string& config, uint32_t flags, bool as_lines, std::string* counters = nullptr) {
    Rows rows;
    MillraceKernel* kernel = nullptr;
    MillraceError error{};
    const MillraceKernelOptions options = OptionsWith(config.c_str(), flags);
    EXPECT_EQ(millrace_kernel_create(&options, &kernel, &error), MILLRACE_OK) << error.message;
    const auto take = [&] {
      for (int32_t table = 0; table < MILLRACE_TABLES; ++table) {
        ArrowArrayStream stream{};
        EXPECT_EQ(millrace_kernel_take(kernel, table, &stream, &error), MILLRACE_OK) << error.message;
        const auto reader = *arrow::ImportRecordBatchReader(&stream);
        if ((flags & MILLRACE_DICTIONARIES) == 0) {
          EXPECT_TRUE(reader->schema()->Equals(*millrace::ArrowSchema(static_cast<TableId>(table)), true));
        }
        while (const auto batch = *reader->Next()) AddRows(rows, table, *batch);
      }
    };
    for (const FileInfo& info : files_.List(options_.output)) {
      const std::string bytes = Read(info.path);
      if (as_lines) {
        EXPECT_EQ(FeedLines(kernel, info.path, Gunzip(bytes), error), MILLRACE_OK) << error.message;
      } else {
        EXPECT_EQ(millrace_kernel_feed(kernel, info.path.c_str(), bytes.data(), bytes.size(), &error), MILLRACE_OK)
            << error.message;
      }
      take();
    }
    EXPECT_EQ(millrace_kernel_finish(kernel, &error), MILLRACE_OK) << error.message;
    take();
    if (counters != nullptr) {
      char* json = nullptr;
      EXPECT_EQ(millrace_kernel_counters(kernel, &json, &error), MILLRACE_OK);
      *counters = json;
      millrace_text_release(json);
    }
    millrace_kernel_destroy(kernel);
    Sort(rows);
    return rows;
  }

  static int32_t FeedLines(MillraceKernel* kernel, const std::string& name, const std::string& text,
                           MillraceError& error) {
    arrow::LargeStringBuilder lines;
    for (size_t at = 0; at < text.size();) {
      const size_t end = std::min(text.find('\n', at), text.size());
      EXPECT_TRUE(lines.Append(text.data() + at, static_cast<int64_t>(end - at)).ok());
      at = end + 1;
    }
    const auto column = *lines.Finish();
    const auto batch = arrow::RecordBatch::Make(arrow::schema({arrow::field("line", column->type())}), column->length(),
                                                arrow::ArrayVector{column});
    ::ArrowSchema schema{};
    ArrowArray array{};
    EXPECT_TRUE(arrow::ExportRecordBatch(*batch, &array, &schema).ok());
    const int32_t code = millrace_kernel_feed_lines(kernel, name.c_str(), &schema, &array, &error);
    EXPECT_TRUE(schema.release == nullptr && array.release == nullptr) << "not consumed";
    return code;
  }
};

TEST_F(LibraryTest, FilesLinesAndTheReaderGiveTheSameRows) {
  const std::string config = "project: shop\nprocessing: {threads: 2, ignore: []}\n";
  std::string counters;
  const Rows wanted = RowsOfKernel(config, 0, false, &counters);
  EXPECT_GT(wanted.at(MILLRACE_EVENT).size(), 2'500U);
  EXPECT_GT(wanted.at(MILLRACE_REJECT).size(), 10U);
  EXPECT_NE(counters.find("\"events_read\":"), std::string::npos) << counters;
  EXPECT_EQ(RowsOfKernel(config, MILLRACE_DICTIONARIES, false), wanted);

  MillraceReader* reader = nullptr;
  MillraceError error{};
  const MillraceKernelOptions options = OptionsWith(config.c_str());
  const std::string folder = options_.output;
  const char* const paths[] = {folder.c_str()};
  ASSERT_EQ(millrace_reader_open(&options, paths, 1, &reader, &error), MILLRACE_OK) << error.message;
  Rows read;
  while (true) {
    int32_t table = 0;
    ::ArrowSchema schema{};
    ArrowArray batch{};
    ASSERT_EQ(millrace_reader_next(reader, &table, &schema, &batch, &error), MILLRACE_OK) << error.message;
    if (table < 0) break;
    AddRows(read, table, **arrow::ImportRecordBatch(&batch, &schema));
  }
  Sort(read);
  EXPECT_EQ(read, wanted);
  char* json = nullptr;
  ASSERT_EQ(millrace_reader_counters(reader, &json, &error), MILLRACE_OK);
  EXPECT_EQ(json, counters);
  millrace_text_release(json);
  millrace_reader_destroy(reader);

  // Lines tell no broken file.
  Rows lines = RowsOfKernel(config, 0, true);
  EXPECT_EQ(lines.at(MILLRACE_EVENT), wanted.at(MILLRACE_EVENT));
  EXPECT_EQ(lines.at(MILLRACE_SESSION), wanted.at(MILLRACE_SESSION));
}

TEST_F(LibraryTest, AReaderMayBeLeftAtAnyTime) {
  const MillraceKernelOptions options = OptionsWith("processing: {memory: 128MiB}");
  const std::string folder = options_.output;
  const char* const paths[] = {folder.c_str(), folder.c_str()};
  MillraceReader* reader = nullptr;
  ASSERT_EQ(millrace_reader_open(&options, paths, 2, &reader, nullptr), MILLRACE_OK);
  millrace_reader_destroy(reader);
  millrace_reader_destroy(nullptr);
}

TEST_F(LibraryTest, AFileIsReadByItsName) {
  const MillraceKernelOptions options = OptionsWith("");
  const std::string file = files_.List(options_.output).front().path;
  const char* const paths[] = {file.c_str()};
  MillraceReader* reader = nullptr;
  MillraceError error{};
  ASSERT_EQ(millrace_reader_open(&options, paths, 1, &reader, &error), MILLRACE_OK) << error.message;
  int32_t table = -1;
  ::ArrowSchema schema{};
  ArrowArray batch{};
  ASSERT_EQ(millrace_reader_next(reader, &table, &schema, &batch, &error), MILLRACE_OK) << error.message;
  ASSERT_GE(table, 0);
  EXPECT_GT((*arrow::ImportRecordBatch(&batch, &schema))->num_rows(), 0);
  millrace_reader_destroy(reader);
}

TEST(Library, SaysWhatIsWrong) {
  MillraceKernel* kernel = nullptr;
  MillraceError error{};
  const auto create = [&](const MillraceKernelOptions& options) {
    const int32_t code = millrace_kernel_create(&options, &kernel, &error);
    EXPECT_EQ(error.code, code);
    std::string text = error.message == nullptr ? "" : error.message;
    millrace_error_release(&error);
    return std::to_string(code) + " " + text;
  };
  MillraceKernelOptions old = OptionsWith("");
  old.abi = 99;
  EXPECT_EQ(create(old), "1 the caller was built for version 99 of the library's interface; this is version 1");
  EXPECT_EQ(create(OptionsWith("", 64)), "1 options.flags has flags that are not known");
  EXPECT_EQ(create(OptionsWith("processing: {treads: 2}")).rfind("1 config:1:14: error: unknown key", 0), 0U)
      << create(OptionsWith("processing: {treads: 2}"));
  EXPECT_EQ(create(OptionsWith("geoip: nowhere.mmdb")),
            "1 location database not found: nowhere.mmdb (config key `geoip`)");

  ASSERT_EQ(create(OptionsWith("")), "0 ");
  ArrowArrayStream stream{};
  EXPECT_EQ(millrace_kernel_take(kernel, MILLRACE_TABLES, &stream, nullptr), MILLRACE_USER_ERROR);
  EXPECT_EQ(millrace_kernel_finish(kernel, nullptr), MILLRACE_OK);
  EXPECT_EQ(millrace_kernel_feed(kernel, "a", "", 0, nullptr), MILLRACE_USER_ERROR);
  millrace_kernel_destroy(kernel);

  const MillraceKernelOptions options = OptionsWith("");
  const char* const paths[] = {"/nowhere/at/all"};
  MillraceReader* reader = nullptr;
  EXPECT_EQ(millrace_reader_open(&options, paths, 1, &reader, &error), MILLRACE_USER_ERROR);
  EXPECT_STREQ(error.message, "there is no file /nowhere/at/all");
  millrace_error_release(&error);
}

TEST(Library, ABrokenFileIsARejectAndNoError) {
  MillraceKernel* kernel = nullptr;
  const MillraceKernelOptions options = OptionsWith("");
  ASSERT_EQ(millrace_kernel_create(&options, &kernel, nullptr), MILLRACE_OK);
  EXPECT_EQ(millrace_kernel_feed(kernel, "a.gz", "no gzip", 7, nullptr), MILLRACE_OK);
  ArrowArrayStream stream{};
  EXPECT_EQ(millrace_kernel_finish(kernel, nullptr), MILLRACE_OK);
  ASSERT_EQ(millrace_kernel_take(kernel, MILLRACE_REJECT, &stream, nullptr), MILLRACE_OK);
  const auto reader = *arrow::ImportRecordBatchReader(&stream);
  // The stream outlives the kernel.
  millrace_kernel_destroy(kernel);
  int64_t rows = 0;
  while (const auto batch = *reader->Next()) rows += batch->num_rows();
  EXPECT_EQ(rows, 1);
}

}  // namespace
}  // namespace millrace
