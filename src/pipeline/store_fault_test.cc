// Exactly once where the lake lies in an object store, at every fault of a run.
#include <algorithm>
#include <iterator>

#include "pipeline/process_job.h"
#include "pipeline/state_backup.h"
#include "pipeline/testing/store_fault_fixture.h"

namespace millrace {
namespace {

class StoreFaults : public StoreFaultTest {
 protected:
  std::string NewLake() const { return NewFolder() + "/lake"; }
  static bool ProcessWithFault(const TestProject& project, uint64_t at) {
    return RunWithFault(project, at,
                        [&](FileSystem& files, Ledger& ledger) { Process(files, ledger, project.options, {}); });
  }
};

TEST_P(StoreFaults, LoseNothingAndDoubleNothing) {
  ForEveryFault(
      "process on a store", 50,
      [&](uint64_t n) {
        TestProject project(/*two_apps=*/false);
        project.options.lake = NewLake();
        project.AddFile("a", 2);
        project.AddFile("b", 1);
        const bool fired = ProcessWithFault(project, n);
        project.Run();
        project.Check();
        return fired;
      },
      step());
}

// The store loses an upload, or a staged object, that a job was about to complete: the job is taken back and its files
// are read again.
TEST_P(StoreFaults, WithAnUploadLost) {
  uint64_t lost = 0;
  ForEveryFault(
      "a run with an upload lost", 20,
      [&](uint64_t n) {
        TestProject project(/*two_apps=*/false);
        project.options.lake = NewLake();
        project.AddFile("a", 1);
        const bool fired = ProcessWithFault(project, n);
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
        return fired;
      },
      step());
  EXPECT_GT(lost * step(), 3U) << "no fault hit a job that was being published";
}

// The store opens an upload, as a process asked for before it died, after the next run has looked for those of that
// job.
TEST_P(StoreFaults, WithAnUploadThatComesLate) {
  uint64_t late = 0;
  ForEveryFault(
      "a run with a late upload", 20,
      [&](uint64_t n) {
        TestProject project(/*two_apps=*/false);
        project.options.lake = NewLake();
        project.AddFile("a", 1);
        const bool fired = ProcessWithFault(project, n);
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
        return fired;
      },
      step());
  EXPECT_GT(late * step(), 10U) << "no fault left the name of an upload";
}

// The state folder is lost together with the process; its copy in the store takes its place.
TEST_P(StoreFaults, WithTheStateFolderLost) {
  ForEveryFault(
      "a run with the state folder lost", 20,
      [&](uint64_t n) {
        TestProject project(/*two_apps=*/false);
        project.options.lake = NewLake();
        project.options.state_backup = project.options.lake + "-state";
        project.AddFile("a", 1);
        project.Run();
        project.AddFile("b", 1);
        const bool fired = ProcessWithFault(project, n);
        for (const FileInfo& file : LocalFileSystem().List(project.options.state))
          LocalFileSystem().RemoveAll(file.path);
        RestoreState(project.files(), {.state = project.options.state,
                                       .project = project.options.project,
                                       .backup = project.options.state_backup});
        project.Run();
        EXPECT_EQ(project.Read(), project.expected);
        EXPECT_TRUE(project.files().Uploads(project.options.state_backup).empty());
        return fired;
      },
      step());
}

INSTANTIATE_TEST_SUITE_P(FailAndKill, StoreFaults, ::testing::Values(Fault::kFail, Fault::kKill), FaultName);

}  // namespace
}  // namespace millrace
