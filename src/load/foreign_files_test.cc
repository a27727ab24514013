// Lake files of other writers: what a file of ours never has costs no rows.
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <gtest/gtest.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/writer.h>

#include "load/load.h"
#include "load/reconcile.h"
#include "load/testing/load_fixture.h"
#include "load/valid_texts.h"

#include "schema/arrow_status.h"
#include "warehouse/testing/postgres_server.h"

namespace millrace {
namespace {

using Strings = std::vector<std::string>;

constexpr const char* kNoText = "a\xff\xe2\x82z";  // two broken sequences
constexpr const char* kMadeValid = "a\xef\xbf\xbd\xef\xbf\xbdz";

// Replaces columns of a Parquet file, each by `value` in every row. Only a writer that looks at nothing can do it.
class Rewriting {
 public:
  explicit Rewriting(std::string path) : path_(std::move(path)) {
    parquet::arrow::FileReaderBuilder builder;
    Must(builder.OpenFile(path_));
    std::unique_ptr<parquet::arrow::FileReader> reader;
    Must(builder.Build(&reader));
    rows_ = Must(reader->ReadTable());
  }
  Rewriting& Text(const std::string& column, const std::string& value) {
    arrow::BinaryBuilder builder;
    for (int64_t row = 0; row < rows_->num_rows(); ++row) Must(builder.Append(value));
    return Set(column, Must(Must(builder.Finish())->View(arrow::utf8())));
  }
  Rewriting& Map(const std::string& column, const std::vector<std::pair<std::string, std::string>>& entries) {
    const auto keys = std::make_shared<arrow::StringBuilder>();
    const auto values = std::make_shared<arrow::StringBuilder>();
    arrow::MapBuilder builder(arrow::default_memory_pool(), keys, values);
    for (int64_t row = 0; row < rows_->num_rows(); ++row) {
      Must(builder.Append());
      for (const auto& [key, value] : entries) {
        Must(keys->Append(key));
        Must(values->Append(value));
      }
    }
    return Set(column, Must(builder.Finish()));
  }
  void Write() {
    const auto out = Must(arrow::io::FileOutputStream::Open(path_));
    Must(parquet::arrow::WriteTable(*rows_, arrow::default_memory_pool(), out, 7));  // several row groups
    Must(out->Close());
  }

 private:
  Rewriting& Set(const std::string& column, const std::shared_ptr<arrow::Array>& values) {
    const int place = rows_->schema()->GetFieldIndex(column);
    rows_ = Must(
        rows_->SetColumn(place, arrow::field(column, values->type()), std::make_shared<arrow::ChunkedArray>(values)));
    return *this;
  }

  const std::string path_;
  std::shared_ptr<arrow::Table> rows_;
};

class ForeignFiles : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override { project_.warehouse().Connect()->Execute("DROP SCHEMA IF EXISTS shop CASCADE"); }
  std::string File(const std::string& name) {
    const std::string path = LoadProject::EventFile(name);
    project_.Write(path, OwnSampleEvents(name));
    return project_.lake() + "/" + path;
  }
  void ExpectAllLoaded() {
    for (const auto& [path, state] : project_.States()) EXPECT_EQ(state, LoadState::kLoaded) << path;
  }

  LoadProject project_{GetParam() ? PostgresServer::Shared().uri() : ""};
};

INSTANTIATE_TEST_SUITE_P(Engines, ForeignFiles, ::testing::Bool(),
                         [](const auto& info) { return std::string(info.param ? "Postgres" : "DuckDb"); });

TEST_P(ForeignFiles, OfAKeyThatIsTwiceInAMapTheLastValueWins) {
  Rewriting(File("a")).Map("process_info", {{"b", "1"}, {"a", "2"}, {"b", "3"}}).Write();
  EXPECT_EQ(project_.Load().Total().files_failed, 0U);
  EXPECT_EQ(project_.Rows("SELECT DISTINCT shop.canonical_json(process_info) FROM shop.event_v2"),
            Strings{R"({"a":"2","b":"3"})"});
}

TEST_P(ForeignFiles, TextThatIsNotUtf8GetsASubstitute) {
  File("a");
  Rewriting(File("b")).Text("event_name", kNoText).Map("process_info", {{kNoText, kNoText}}).Write();
  const LoadReport report = project_.Load();
  EXPECT_EQ(report.Total().files_failed, 0U);
  EXPECT_EQ(report.Of(TableId::kEvent).batches, 1U) << "the batch is not divided";
  ExpectAllLoaded();
  const std::string of_b = " FROM shop.event_v2 WHERE event_id LIKE '%b'";
  EXPECT_EQ(project_.Rows("SELECT DISTINCT event_name, shop.canonical_json(process_info)" + of_b),
            Strings{std::string(kMadeValid) + "|{\"" + kMadeValid + "\":\"" + kMadeValid + "\"}"});
  EXPECT_TRUE(CompareKeys(LocalFileSystem(), project_.ledger(), *project_.warehouse().Connect(), project_.lake(),
                          project_.options().temporary_folder)
                  .empty());
  EXPECT_TRUE(std::filesystem::is_empty(project_.options().temporary_folder));

  // Its rows leave the lake; then those of the other file, whose keys are looked for in it.
  project_.options().scan = false;
  const auto rows = project_.Count("shop.event_v2");
  File("c");
  project_.Replace("j1", JobKind::kErase, "event_v2", {"c"}, {"a"});
  EXPECT_EQ(project_.Load().retired_jobs, 1U);
  EXPECT_EQ(project_.Count("shop.event_v2"), rows);
  project_.Replace("j2", JobKind::kErase, "event_v2", {}, {"b"});
  EXPECT_EQ(project_.Load().retired_jobs, 1U);
  EXPECT_EQ(project_.Rows("SELECT count(*)" + of_b), Strings{"0"});
}

TEST(ValidTexts, FilesThatAreNoneOrOurs) {
  LoadProject project;
  const std::string path = LoadProject::EventFile("a");
  project.Write(path, SampleEvents());
  EXPECT_FALSE(HasInvalidTexts(project.lake() + "/" + path));
  EXPECT_THROW(HasInvalidTexts(SampleFile("b1", "event_v2") + ".missing"), SystemError);
  EXPECT_THROW(HasInvalidTexts(std::string(MILLRACE_SOURCE_DIR) + "/ARCHITECTURE.md"), UserError);
}

}  // namespace
}  // namespace millrace
