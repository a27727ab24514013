// Exactly once where the lake lies in an object store: the n-th operation fails, or the process dies there, for all n.
// Needs a server: tests/stores/run starts one and sets MILLRACE_S3_ENDPOINT, the keys, and MILLRACE_TEST_BUCKET.
#include <atomic>
#include <cstdlib>

#include "core/error.h"
#include "pipeline/process_job.h"
#include "pipeline/state_backup.h"
#include "pipeline/test_project.h"

namespace millrace {
namespace {

// Asks the plan before each operation and, where something changes, after it: a request that is reported as failed may
// have happened.
class SteppedFileSystem : public FileSystem {
 public:
  SteppedFileSystem(FileSystem& base, FaultPlan& plan) : base_(base), plan_(plan) {}

  std::vector<FileInfo> List(const std::string& root) override {
    plan_.Step("list", root);
    return base_.List(root);
  }
  std::optional<FileInfo> Stat(const std::string& path) override {
    plan_.Step("look at", path);
    return base_.Stat(path);
  }
  std::unique_ptr<ReadableFile> OpenRead(const std::string& path) override {
    plan_.Step("open", path);
    return base_.OpenRead(path);
  }
  std::unique_ptr<WritableFile> Create(const std::string& path) override {
    plan_.Step("create", path);
    return std::make_unique<SteppedFile>(base_.Create(path), plan_, path);
  }
  void MakeDirectories(const std::string& path) override { base_.MakeDirectories(path); }
  void Rename(const std::string& from, const std::string& to) override {
    Change("rename", from, [&] { base_.Rename(from, to); });
  }
  void RemoveAll(const std::string& path) override {
    Change("remove", path, [&] { base_.RemoveAll(path); });
  }
  void SyncDirectory(const std::string& path) override { base_.SyncDirectory(path); }
  std::unique_ptr<WritableFile> CreateStaged(const std::string& staged, const std::string& path) override {
    plan_.Step("create", path);
    return std::make_unique<SteppedFile>(base_.CreateStaged(staged, path), plan_, path);
  }
  void Publish(const std::string& staged, const std::string& path, uint64_t bytes) override {
    Change("publish", path, [&] { base_.Publish(staged, path, bytes); });
  }
  std::vector<UnfinishedUpload> Uploads(const std::string& folder) override { return base_.Uploads(folder); }
  void AbortUploads(const std::string& path) override {
    Change("abort", path, [&] { base_.AbortUploads(path); });
  }

 private:
  class SteppedFile : public WritableFile {
   public:
    SteppedFile(std::unique_ptr<WritableFile> base, FaultPlan& plan, std::string path)
        : base_(std::move(base)), plan_(plan), path_(std::move(path)) {}
    void Write(const void* data, size_t size) override {
      plan_.Step("write", path_);
      base_->Write(data, size);
    }
    void Sync() override { base_->Sync(); }
    void Close() override {
      plan_.Step("close", path_);
      base_->Close();
      plan_.Step("close (done)", path_);
    }
    std::string Ticket() const override { return base_->Ticket(); }

   private:
    std::unique_ptr<WritableFile> base_;
    FaultPlan& plan_;
    std::string path_;
  };

  template <typename Action>
  void Change(const char* operation, const std::string& path, Action action) {
    plan_.Step(operation, path);
    action();
    plan_.Step(operation, path + " (done)");
  }

  FileSystem& base_;
  FaultPlan& plan_;
};

class StoreFaults : public ::testing::TestWithParam<Fault> {
 protected:
  void SetUp() override {
    const char* bucket = std::getenv("MILLRACE_TEST_BUCKET");
    if (bucket == nullptr) GTEST_SKIP() << "no server: this test is run by tests/stores/run";
    bucket_ = bucket;
  }

  // A lake that no other test has.
  std::string NewLake() const {
    static std::atomic<int> count = 0;
    return "s3://" + bucket_ + "/faults-" + std::to_string(::getpid()) + "-" + std::to_string(++count) + "/lake";
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

  std::string bucket_;
};

TEST_P(StoreFaults, LoseNothingAndDoubleNothing) {
  uint64_t n = 1;
  for (;; ++n) {
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
  std::cout << "faults on a store: " << n - 1 << "\n";
  RecordProperty("faults", static_cast<int>(n - 1));
}

// The store loses an upload that a job was about to complete: the job is taken back and its files are read again.
TEST_P(StoreFaults, WithAnUploadLost) {
  int lost = 0;
  for (uint64_t n = 1;; ++n) {
    TestProject project(/*two_apps=*/false);
    project.options.lake = NewLake();
    project.AddFile("a", 1);
    const bool fired = RunWithFault(project, GetParam(), n);
    for (const auto ledger = OpenSqliteLedger(project.LedgerFileName());
         const LedgerJob& job : ledger->UnfinishedJobs()) {
      if (job.state != JobState::kPublishing) continue;
      project.files().AbortUploads(project.options.lake + "/" + ledger->Outputs(job.id).back().final_path);
      ++lost;
    }
    project.Run();
    project.Check();
    ASSERT_FALSE(HasFailure()) << "wrong after a fault at operation " << n;
    if (!fired) break;
  }
  EXPECT_GT(lost, 3) << "no fault hit a job that was being published";
}

// The state folder is lost together with the process; its copy in the store takes its place.
TEST_P(StoreFaults, WithTheStateFolderLost) {
  uint64_t n = 1;
  for (;; ++n) {
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
    ASSERT_FALSE(HasFailure()) << "wrong after a fault at operation " << n;
    if (!fired) break;
  }
  std::cout << "faults with a lost state: " << n - 1 << "\n";
  RecordProperty("faults", static_cast<int>(n - 1));
}

INSTANTIATE_TEST_SUITE_P(FailAndKill, StoreFaults, ::testing::Values(Fault::kFail, Fault::kKill),
                         [](const auto& info) { return info.param == Fault::kFail ? "Fail" : "Kill"; });

}  // namespace
}  // namespace millrace
