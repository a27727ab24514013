// What is done: which raw files were read by which job, which lake files a job published, which rejects were replayed.
// The ledger is what makes processing exactly once (docs/explanation/exactly-once.md). One ledger serves one project.
//
// A job's life, one transaction an arrow:
//
//     BeginJob ──▶ running ──BeginPublish──▶ publishing ──Commit──▶ committed
//                     └────────Release────▶ failed or abandoned ◀──TakeBack── publishing
//
// From BeginPublish on a job is carried forward: all its files are durable, what remains are renames that can be
// repeated. It is taken back only when the storage has lost what it was given. The state of a raw file and of a
// replayed reject IS the state of its job, so one row decides for all.
//
// Every function that changes something is one durable transaction: after a crash it has happened or not. A Ledger
// belongs to one thread at a time; others may read at the same time, who writes jobs holds the ProjectLock, and who
// carries workflows on a lock of its own (cli/run.cc). Failures are SystemErrors that name the ledger.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace millrace {

enum class JobKind : uint8_t { kProcess, kReplay, kCompact, kErase, kExpire, kReenrich };
enum class JobState : uint8_t { kRunning, kPublishing, kCommitted, kFailed, kAbandoned };
std::string_view JobKindName(JobKind kind);
std::string_view JobStateName(JobState state);

struct LedgerJob {
  std::string id;
  JobKind kind = JobKind::kProcess;
  JobState state = JobState::kRunning;
  int64_t started_ns = 0;   // since the epoch
  int64_t finished_ns = 0;  // 0 while it is not committed, failed or abandoned
  std::string host;         // where it runs
  int64_t pid = 0;
  std::string counters;  // the report of the run, a JSON object; empty before BeginPublish
  std::string error;     // why it failed
};

// A raw file as it was when it was listed.
struct LedgerFile {
  std::string path;  // below the raw folder, so that the folder may move
  uint64_t size = 0;
  int64_t modified_ns = 0;
};

struct KnownFile : LedgerFile {
  std::string job_id;
  JobState state = JobState::kRunning;  // of its job: running, publishing or committed
};

// A Parquet file of a job. Paths are below the lake folder.
struct LedgerOutput {
  std::string staged_path;  // on an object store with what completes the upload (storage/file_system.h)
  std::string final_path;
  std::string table;
  std::string partition;  // partition_app=…/partition_year=…/…
  uint64_t rows = 0;
  uint64_t bytes = 0;
};

// A file of the lake that a job takes out: what it held lies in the job's outputs, or is to be gone.
struct RetiredFile {
  std::string path;  // below the lake folder
  std::string table;
  uint64_t bytes = 0;
};

// Names one reject of the lake for ever.
struct RejectKey {
  std::string source_file;  // as in the rejects' input_file_name
  int64_t line = 0;
  int32_t bundle_index = -1;  // -1: a whole row
  uint64_t fingerprint = 0;   // of the kept text: tells apart several rows that one line held
  bool operator==(const RejectKey&) const = default;
};

struct LedgerSummary {
  uint64_t files_done = 0;
  uint64_t bytes_done = 0;  // as stored
  uint64_t jobs_committed = 0;
  uint64_t jobs_failed = 0;  // and abandoned
  uint64_t rejects_replayed = 0;
};

// Waiting: to be tried, first or again. Parked: given up until somebody asks for another try. Abandoned: never to be
// tried again.
enum class WorkflowState : uint8_t { kWaiting, kRunning, kDone, kParked, kAbandoned };
std::string_view WorkflowStateName(WorkflowState state);

struct WorkflowStep {
  std::string name;
  WorkflowState state = WorkflowState::kWaiting;
  int attempts = 0;             // begun
  int64_t started_ns = 0;       // of the newest attempt
  int64_t finished_ns = 0;      // of the newest attempt; 0 while it runs
  int64_t next_attempt_ns = 0;  // not before this
  std::string result;           // what the step said, for the steps after it
  std::string error;            // why the newest attempt failed
};

// One run of named steps (workflow/engine.h). Its state is that of the step which it is at.
struct WorkflowRun {
  std::string id;
  std::string workflow;
  WorkflowState state = WorkflowState::kWaiting;
  int64_t started_ns = 0;
  int64_t finished_ns = 0;  // 0 unless it is done or abandoned
  std::string input;
  std::vector<WorkflowStep> steps;  // in their order

  // The step that it is at; null when all are done.
  const WorkflowStep* Current() const;
};

// How far a schedule is (workflow/scheduler.h). Seconds since the epoch.
struct ScheduleState {
  std::string name;
  std::string expression;
  std::string time_zone;
  int64_t anchor = 0;   // where the runs of a rate begin
  int64_t handled = 0;  // every run up to this is over
};

class Ledger {
 public:
  virtual ~Ledger() = default;

  // Records a job as running and claims its files. Throws SystemError when one of them is claimed or done already.
  virtual void BeginJob(const LedgerJob& job, std::span<const LedgerFile> files) = 0;
  // Notes a file of a running job before it is begun in a store where only its name finds it again.
  virtual void NoteOutput(std::string_view job_id, const LedgerOutput& output) = 0;
  // What jobs have noted, or were to publish, that failed or were abandoned, until it is forgotten.
  virtual std::vector<LedgerOutput> StrayOutputs() = 0;
  // Of jobs that ended at this time or before.
  virtual void ForgetStrayOutputs(int64_t ended_ns) = 0;
  // What jobs have published that were committed after this time.
  virtual std::vector<LedgerOutput> CommittedOutputs(int64_t since_ns) = 0;
  // Notes, for a running job, which files of the lake it takes out. They count until the job is committed, and never
  // after: one transaction puts the job's outputs in their place. They are removed from the disk after that.
  virtual void Retire(std::string_view job_id, std::span<const RetiredFile> retired) = 0;
  // Notes, for a running job, the proof of an erasure: a JSON object that counts once the job is committed.
  virtual void RecordErasure(std::string_view job_id, std::string_view record) = 0;
  // The proofs of committed jobs, newest first.
  virtual std::vector<std::string> Erasures() = 0;
  // Journals what is about to be published. All outputs must be durable under their staged paths.
  virtual void BeginPublish(std::string_view job_id, std::span<const LedgerOutput> outputs,
                            std::span<const RejectKey> replayed, std::string_view counters) = 0;
  // All outputs are durable under their final paths: the job's files count as done from here.
  virtual void Commit(std::string_view job_id, int64_t finished_ns) = 0;
  // Gives back a running job's files; `state` is failed or abandoned.
  virtual void Release(std::string_view job_id, JobState state, std::string_view error, int64_t finished_ns) = 0;

  // Gives back the files of a publishing job, and the rejects that it was to settle, and makes it abandoned. What it
  // was to publish becomes stray.
  virtual void TakeBack(std::string_view job_id, std::string_view error, int64_t finished_ns) = 0;

  // Visits the known files with first <= path <= last in byte order of their paths.
  virtual void ForEachFile(std::string_view first, std::string_view last,
                           const std::function<void(const KnownFile&)>& visit) = 0;
  // Running and publishing, oldest first: what a crash left, for who holds the project's lock.
  virtual std::vector<LedgerJob> UnfinishedJobs() = 0;
  // The newest jobs of any state, newest first.
  virtual std::vector<LedgerJob> RecentJobs(size_t limit) = 0;
  // Jobs whose files in the lake, if there are any, do not count.
  virtual std::unordered_set<std::string> UncommittedJobs() = 0;
  virtual std::vector<LedgerOutput> Outputs(std::string_view job_id) = 0;
  virtual void ForEachReplayed(const std::function<void(const RejectKey&)>& visit) = 0;
  // Paths of files that committed jobs took out and that may still lie in the lake.
  virtual std::unordered_set<std::string> RetiredFiles() = 0;
  // Of all files that committed jobs ever took out: for who compares the lake with the ledger.
  virtual std::unordered_set<std::string> AllRetiredFiles() = 0;
  // All RetiredFiles are gone from the disk, durably.
  virtual void MarkRetiredRemoved() = 0;
  virtual LedgerSummary Summary() = 0;
  // Writes a copy of this moment's ledger to a local file that does not exist yet.
  virtual void CopyTo(const std::string& path) = 0;

  // Keeps a workflow's run as it is now, new or not.
  virtual void SaveWorkflow(const WorkflowRun& run) = 0;
  // The newest runs of a workflow, newest first; of all workflows when the name is empty.
  virtual std::vector<WorkflowRun> Workflows(std::string_view workflow, size_t limit) = 0;
  virtual void SaveSchedule(const ScheduleState& schedule) = 0;
  virtual std::optional<ScheduleState> FindSchedule(std::string_view name) = 0;
};

}  // namespace millrace
