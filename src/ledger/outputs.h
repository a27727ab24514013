// The effects of jobs on the lake: the Parquet files that they add and retire, and the proofs of erasures. All of it is
// recorded for a running job, row by row, and takes effect when the job is committed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "ledger/jobs.h"

namespace millrace {

// A Parquet file of a job. Paths are relative to the lake directory.
struct LedgerOutput {
  std::string staged_path;  // on an object store with what completes the upload (storage/file_system.h)
  std::string final_path;
  std::string table;
  std::string partition;  // partition_app=…/partition_year=…/…
  uint64_t rows = 0;
  uint64_t bytes = 0;
};

// A file and its job.
struct JobOutput {
  std::string job_id;
  LedgerOutput output;
};

// A lake file that a job retires: its content is in the outputs of the job, or is meant to be removed.
struct RetiredFile {
  std::string path;  // below the lake folder
  std::string table;
  uint64_t bytes = 0;
};

class OutputStore {
 public:
  virtual ~OutputStore() = default;

  // Records files of a running job: all of them before it is published; in a store, where an upload can be found again
  // only by its name, each one also before it is started. Replaces earlier records of a file.
  virtual void Note(JobRef job, std::span<const LedgerOutput> outputs) = 0;
  // In the order of their final paths.
  virtual std::vector<LedgerOutput> OfJob(std::string_view job_id) = 0;
  // The outputs of jobs that were committed after this time.
  virtual std::vector<LedgerOutput> CommittedSince(int64_t since_ns) = 0;
  // The newest valid output: of a committed job, and not retired by one. Reads no jobs that are older than its own.
  virtual std::optional<LedgerOutput> NewestValid() = 0;
  // The outputs to look for in the lake next: the valid ones among the next `limit` records, oldest first; after the
  // newest record it starts again with the oldest. Remembers its position. For the holder of the project's lease, under
  // its number.
  virtual std::vector<JobOutput> NextToCheck(size_t limit, int64_t fence = 0) = 0;
  // The outputs recorded by failed or abandoned jobs, until they are forgotten.
  virtual std::vector<LedgerOutput> Stray() = 0;
  // Forgets the strays of jobs that ended at or before this time. For the holder of the project's lease, under its
  // number.
  virtual void ForgetStray(int64_t ended_ns, int64_t fence = 0) = 0;

  // Records, for a running job, the lake files that it retires. They are valid until the job is committed, and are
  // deleted after that. Throws SystemError if another job retires one of them.
  virtual void Retire(JobRef job, std::span<const RetiredFile> retired) = 0;
  // Paths of files that committed jobs retired and that may still be in the lake.
  virtual std::unordered_set<std::string> Retired() = 0;
  // All files that committed jobs ever retired, for comparing the lake with the ledger.
  virtual std::unordered_set<std::string> AllRetired() = 0;
  // The files that a committed job retired.
  virtual std::vector<RetiredFile> RetiredBy(std::string_view job_id) = 0;
  // Records that all Retired files were deleted durably. For the holder of the project's lease, under its number.
  virtual void MarkRetiredRemoved(int64_t fence = 0) = 0;

  // Records, for a running job, the proof of an erasure: a JSON object.
  virtual void RecordErasure(JobRef job, std::string_view record) = 0;
  // The proofs of committed jobs, newest first.
  virtual std::vector<std::string> Erasures() = 0;
};

}  // namespace millrace
