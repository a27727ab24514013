// Exactly once where the lake lies in an object store: the n-th operation fails, or the process dies there, for all n.
// Needs a server: tests/stores/run starts one and sets its endpoint, the keys, and MILLRACE_TEST_STORE.
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <iterator>

#include "core/error.h"
#include "pipeline/process_job.h"
#include "pipeline/state_backup.h"
#include "pipeline/stepped_file_system.h"
#include "pipeline/test_project.h"

namespace millrace {
namespace {

class StoreFaults : public ::testing::TestWithParam<Fault> {
 protected:
  void SetUp() override {
    const char* store = std::getenv("MILLRACE_TEST_STORE");
    if (store == nullptr) GTEST_SKIP() << "no server: this test is run by tests/stores/run";
    store_ = store;
    step_ = StoreFaultStep(store_);
  }

  // A lake that no other test has.
  std::string NewLake() const {
    static std::atomic<int> count = 0;
    return store_ + "/faults-" + std::to_string(::getpid()) + "-" + std::to_string(++count) + "/lake";
  }

  static bool RunWithFault(const TestProject& project, Fault fault, uint64_t at) {
    FaultPlan plan(fault, at);
    SteppedFileSystem files(project.files(), plan);
    const auto base = OpenSqliteLedger(project.LedgerFileName());
    FaultyLedger ledger(*base, plan);
    try {
      Process(files, ledger, project.options, {});
    } catch (const SystemError& error) {
      EXPECT_TRUE(plan.fired()) << error.what();
    } catch (const KillSwitch&) {
    }
    return plan.fired();
  }

  std::string store_;  // address of a bucket
  uint64_t step_ = 1;  // from one fault to the next
};

TEST_P(StoreFaults, LoseNothingAndDoubleNothing) {
  uint64_t n = 1;
  for (;; n += step_) {
    TestProject project(/*two_apps=*/false);
    project.options.lake = NewLake();
    project.AddFile("a", 2);
    project.AddFile("b", 1);
    const bool fired = RunWithFault(project, GetParam(), n);
    project.Run();
    project.Check();
    ASSERT_FALSE(HasFailure()) << "wrong after a fault at operation " << n;
    if (!fired) break;
  }
  EXPECT_GT(n, 50U) << "the fault plan was not asked";
  std::cout << "faults on a store: " << (n - 1) / step_ << "\n";
  RecordProperty("faults", static_cast<int>((n - 1) / step_));
}

// The store loses an upload, or a staged object, that a job was about to complete: the job is taken back and its files
// are read again.
TEST_P(StoreFaults, WithAnUploadLost) {
  uint64_t lost = 0;
  for (uint64_t n = 1;; n += step_) {
    TestProject project(/*two_apps=*/false);
    project.options.lake = NewLake();
    project.AddFile("a", 1);
    const bool fired = RunWithFault(project, GetParam(), n);
    for (const auto ledger = OpenSqliteLedger(project.LedgerFileName());
         const LedgerJob& job : ledger->jobs().Unfinished()) {
      if (job.state != JobState::kPublishing) continue;
      const LedgerOutput output = ledger->outputs().OfJob(job.id).back();
      project.files().AbortUploads(project.options.lake + "/" + output.final_path);
      if (HasStagedFiles(project.options.lake)) {
        project.files().RemoveAll(project.options.lake + "/" + output.staged_path);
      }
      ++lost;
    }
    project.Run();
    project.Check();
    ASSERT_FALSE(HasFailure()) << "wrong after a fault at operation " << n;
    if (!fired) break;
  }
  EXPECT_GT(lost * step_, 3U) << "no fault hit a job that was being published";
}

// The store opens an upload, as a process asked for before it died, after the next run has looked for those of that
// job.
TEST_P(StoreFaults, WithAnUploadThatComesLate) {
  uint64_t late = 0;
  for (uint64_t n = 1;; n += step_) {
    TestProject project(/*two_apps=*/false);
    project.options.lake = NewLake();
    project.AddFile("a", 1);
    const bool fired = RunWithFault(project, GetParam(), n);
    project.Run();
    const auto ledger = OpenSqliteLedger(project.LedgerFileName());
    std::vector<LedgerOutput> ended = ledger->outputs().Stray();
    late += ended.size();
    // Also beside an object that is shown; other stores keep what is staged no longer.
    if (!HasStagedFiles(project.options.lake))
      std::ranges::copy(ledger->outputs().CommittedSince(0), std::back_inserter(ended));
    for (const LedgerOutput& output : ended) {
      auto upload = project.files().CreateStaged(project.options.lake + "/" + output.staged_path,
                                                 project.options.lake + "/" + output.final_path);
      upload->Write("late", 4);
      upload->Close();
    }
    project.Run();
    project.Check();
    ASSERT_FALSE(HasFailure()) << "wrong after a fault at operation " << n;
    if (!fired) break;
  }
  EXPECT_GT(late * step_, 10U) << "no fault left the name of an upload";
}

// The state folder is lost together with the process; its copy in the store takes its place.
TEST_P(StoreFaults, WithTheStateFolderLost) {
  uint64_t n = 1;
  for (;; n += step_) {
    TestProject project(/*two_apps=*/false);
    project.options.lake = NewLake();
    project.options.state_backup = project.options.lake + "-state";
    project.AddFile("a", 1);
    project.Run();
    project.AddFile("b", 1);
    const bool fired = RunWithFault(project, GetParam(), n);
    for (const FileInfo& file : LocalFileSystem().List(project.options.state)) LocalFileSystem().RemoveAll(file.path);
    RestoreState(
        project.files(),
        {.state = project.options.state, .project = project.options.project, .backup = project.options.state_backup});
    project.Run();
    EXPECT_EQ(project.Read(), project.expected);
    EXPECT_TRUE(project.files().Uploads(project.options.state_backup).empty());
    ASSERT_FALSE(HasFailure()) << "wrong after a fault at operation " << n;
    if (!fired) break;
  }
  std::cout << "faults with a lost state: " << (n - 1) / step_ << "\n";
  RecordProperty("faults", static_cast<int>((n - 1) / step_));
}

INSTANTIATE_TEST_SUITE_P(FailAndKill, StoreFaults, ::testing::Values(Fault::kFail, Fault::kKill),
                         [](const auto& info) { return info.param == Fault::kFail ? "Fail" : "Kill"; });

}  // namespace
}  // namespace millrace
