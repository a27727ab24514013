#include "pipeline/publish.h"

#include "core/error.h"
#include "pipeline/testing/project_fixture.h"

namespace millrace {
namespace {

constexpr const char* kJob = "20260131T120000-1a2b3c";

class PublishTest : public ::testing::Test {
 protected:
  PublishTest() {
    for (const char* table : {"event_v2", "session"}) {
      const std::string below = std::string(table) + "/partition_app=shop/" + kJob + "-0000.parquet";
      outputs_.push_back({.staged_path = std::string("shop/_staging/") + kJob + "/" + below,
                          .final_path = "shop/" + below,
                          .table = table,
                          .partition = "partition_app=shop",
                          .rows = 1,
                          .bytes = 4});
      Put(lake_ + "/" + outputs_.back().staged_path);
    }
    ledger_->jobs().Begin({.id = kJob, .host = "h", .pid = 9, .counters = {}, .error = {}});
    ledger_->raw_files().Claim({kJob}, std::vector<LedgerFile>{{"a", 1, 1}});
  }
  void Put(const std::string& path) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path) << "data";
  }
  void Journal() {
    ledger_->outputs().Note({kJob}, outputs_);
    ledger_->jobs().BeginPublish({kJob}, "{}");
  }
  std::vector<std::string> Below() {
    std::vector<std::string> paths;
    for (const FileInfo& file : files_.List(lake_)) paths.push_back(file.path.substr(lake_.size() + 1));
    return paths;
  }

  FileSystem& files_ = LocalFileSystem();
  TestProject project_;
  std::string raw_ = project_.options.raw;
  std::string lake_ = project_.options.lake;
  std::unique_ptr<Ledger> ledger_ = OpenSqliteLedger(project_.LedgerFileName());
  std::vector<LedgerOutput> outputs_;
};

using Strings = std::vector<std::string>;

TEST_F(PublishTest, RunningJobIsUndone) {
  EXPECT_EQ(RecoverJobs(files_, *ledger_, 0, raw_, lake_, "shop"), 1U);
  EXPECT_EQ(Below(), Strings());
  EXPECT_EQ(ledger_->jobs().Recent(1)[0].state, JobState::kAbandoned);
  EXPECT_EQ(ledger_->jobs().Recent(1)[0].error, "was interrupted (process 9 on h)");
  EXPECT_EQ(ledger_->Summary().files_done, 0U);
  EXPECT_EQ(RecoverJobs(files_, *ledger_, 0, raw_, lake_, "shop"), 0U);
}

TEST_F(PublishTest, JournaledJobIsCarriedForwardFromAnyPoint) {
  Journal();
  std::filesystem::create_directories(std::filesystem::path(lake_ + "/" + outputs_[0].final_path).parent_path());
  files_.Rename(lake_ + "/" + outputs_[0].staged_path, lake_ + "/" + outputs_[0].final_path);
  EXPECT_EQ(RecoverJobs(files_, *ledger_, 0, raw_, lake_, "shop"), 1U);
  EXPECT_EQ(Below(), (Strings{outputs_[0].final_path, outputs_[1].final_path}));
  EXPECT_EQ(ledger_->jobs().Recent(1)[0].state, JobState::kCommitted);
  EXPECT_EQ(ledger_->Summary().files_done, 1U);
}

TEST_F(PublishTest, LostStagedFileTakesTheJobBack) {
  project_.Write("a", "x");
  const RejectKey key{.source_file = "f", .line = 1, .fingerprint = 1};
  ledger_->replays().Note({kJob}, std::span(&key, 1));
  Journal();
  files_.RemoveAll(lake_ + "/" + outputs_[1].staged_path);
  EXPECT_EQ(RecoverJobs(files_, *ledger_, 0, raw_, lake_, "shop"), 1U);
  EXPECT_EQ(Below(), Strings()) << "the other file had been shown";
  EXPECT_EQ(ledger_->jobs().Recent(1)[0].state, JobState::kAbandoned);
  EXPECT_EQ(ledger_->jobs().Recent(1)[0].error.substr(0, 22), "a staged file is gone:");
  EXPECT_EQ(ledger_->outputs().Stray().size(), 0U);
  ledger_->replays().ForEachSettled([](const RejectKey&) { FAIL() << "still settled"; });
  ledger_->jobs().Begin({.id = "next", .host = "h", .counters = {}, .error = {}});
  ledger_->raw_files().Claim({"next"}, std::vector<LedgerFile>{{"a", 1, 1}});
}

TEST_F(PublishTest, JobIsNotTakenBackWithoutItsRawFile) {
  project_.Write("a", "another one");
  Journal();
  files_.RemoveAll(lake_ + "/" + outputs_[1].staged_path);
  EXPECT_THROW(RecoverJobs(files_, *ledger_, 0, raw_, lake_, "shop"), StagedFileGone);
  EXPECT_EQ(ledger_->jobs().Recent(1)[0].state, JobState::kPublishing);
  EXPECT_EQ(Below(), (Strings{outputs_[0].final_path})) << "what was shown stays";
}

TEST_F(PublishTest, StagingOfForgottenJobsIsRemoved) {
  ledger_->jobs().Release({kJob}, JobState::kFailed, "", 1);
  EXPECT_EQ(RecoverJobs(files_, *ledger_, 0, raw_, lake_, "shop"), 0U);
  EXPECT_EQ(Below(), Strings());
}

TEST_F(PublishTest, LakeShowsCommittedJobsOnly) {
  const auto shown = [&] {
    const std::vector<TableId> tables = {TableId::kEvent, TableId::kSession};
    size_t count = 0;
    for (const auto& list : CommittedFiles(files_, *ledger_, lake_, "shop", tables)) count += list.size();
    return count;
  };
  const std::string day = "/partition_app=shop/partition_year=2026/partition_month=01/partition_day=31/";
  for (LedgerOutput& output : outputs_) {
    output.final_path = "shop/" + output.table + day + kJob + "-0000.parquet";
  }
  Journal();
  PublishOutputs(files_, lake_, outputs_);
  EXPECT_EQ(shown(), 0U) << "renamed, but not committed";
  ledger_->jobs().Commit({kJob}, 1);
  EXPECT_EQ(shown(), 2U);
  Put(lake_ + "/shop/event_v2" + day + "20250131T120000-ffffff-0000.parquet");
  EXPECT_EQ(shown(), 3U) << "of a lake that was copied here";
}

}  // namespace
}  // namespace millrace
