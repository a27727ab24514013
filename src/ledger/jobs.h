// Jobs: the commit points of the ledger (ledger.h). The claims and outputs of a job are recorded in the other stores,
// row by row. They take effect through the state of the job alone, so a single row decides about all of them.
//
// The life of a job; each arrow is one durable change of its row:
//
//     Begin ──▶ running ──BeginPublish──▶ publishing ──Commit──▶ committed
//                  └───────Release──────▶ failed or abandoned ◀──TakeBack── publishing
//
// From BeginPublish on, a job is carried forward: all of its files are durable, and the remaining renames can be
// repeated. It is taken back only if the storage has lost its files.
//
// Only the holder of the project's lease (leases.h) changes jobs. The ledger refuses a change under any fencing number
// but the newest one of the lease: it throws a SystemError and changes nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace millrace {

// The limit of JobStore::Recent that returns every job.
inline constexpr size_t kAllJobs = INT32_MAX;

// kLoad: stores rows that a load rejected.
enum class JobKind : uint8_t { kProcess, kReplay, kCompact, kErase, kExpire, kReenrich, kAgain, kLoad };
enum class JobState : uint8_t { kRunning, kPublishing, kCommitted, kFailed, kAbandoned };
std::string_view JobKindName(JobKind kind);
std::string_view JobStateName(JobState state);
std::optional<JobKind> FindJobKind(std::string_view name);
std::optional<JobState> FindJobState(std::string_view name);

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

// Which jobs; what is null is any.
struct JobFilter {
  std::optional<JobKind> kind = {};
  std::optional<JobState> state = {};
};

// A job, and the fencing number of the process that changes it.
struct JobRef {
  std::string_view id;
  int64_t fence = 0;  // of the project's lease; 0 is valid only if the lease was never taken
};

class JobStore {
 public:
  virtual ~JobStore() = default;

  // Records a job as running.
  virtual void Begin(const LedgerJob& job, int64_t fence = 0) = 0;
  // Journals the outputs that are about to be published. All outputs are recorded, and durable under their staged
  // paths.
  virtual void BeginPublish(JobRef job, std::string_view counters) = 0;
  // All outputs are durable under their final paths. From here on, the records of the job take effect.
  virtual void Commit(JobRef job, int64_t finished_ns) = 0;
  // Ends a running job; `state` is failed or abandoned. Its records have no effect any more.
  virtual void Release(JobRef job, JobState state, std::string_view error, int64_t finished_ns) = 0;
  // Makes a publishing job abandoned. Its records have no effect any more, and its outputs become strays.
  virtual void TakeBack(JobRef job, std::string_view error, int64_t finished_ns) = 0;

  // Running and publishing jobs, oldest first. For the holder of the project's lease, these were left by a crash.
  virtual std::vector<LedgerJob> Unfinished() = 0;
  // The newest jobs, newest first, after the first `offset` of them.
  virtual std::vector<LedgerJob> Recent(size_t limit, const JobFilter& filter = {}, size_t offset = 0) = 0;
  virtual uint64_t Count(const JobFilter& filter) = 0;
  virtual std::optional<LedgerJob> Find(std::string_view id) = 0;
  // Jobs of any state that began in this time, nanoseconds since the epoch, the end excluded; the newest first.
  virtual std::vector<LedgerJob> BegunIn(int64_t from_ns, int64_t to_ns, size_t limit) = 0;
  // Ids of jobs whose files in the lake, if any, are not valid.
  virtual std::unordered_set<std::string> Uncommitted() = 0;
};

}  // namespace millrace
