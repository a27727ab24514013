// What jobs do to the lake: the Parquet files that they put into it and take out of it, and the proofs of erasures. All
// of it is noted for a running job, row by row, and counts once the job is committed.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "ledger/jobs.h"

namespace millrace {

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

class OutputStore {
 public:
  virtual ~OutputStore() = default;

  // Notes files of a running job: all of them before it is published; in a store, where only its name finds an upload
  // again, each one also before it is begun. What was noted of a file before is replaced.
  virtual void Note(JobRef job, std::span<const LedgerOutput> outputs) = 0;
  // In the order of their final paths.
  virtual std::vector<LedgerOutput> OfJob(std::string_view job_id) = 0;
  // What jobs have published that were committed after this time.
  virtual std::vector<LedgerOutput> CommittedSince(int64_t since_ns) = 0;
  // What jobs have noted that failed or were abandoned, until it is forgotten.
  virtual std::vector<LedgerOutput> Stray() = 0;
  // Of jobs that ended at this time or before. For the holder of the project's lease, under its number.
  virtual void ForgetStray(int64_t ended_ns, int64_t fence = 0) = 0;

  // Notes, for a running job, which files of the lake it takes out. They count until the job is committed, and never
  // after; they are removed from the disk after that. Throws SystemError when another job takes one of them out.
  virtual void Retire(JobRef job, std::span<const RetiredFile> retired) = 0;
  // Paths of files that committed jobs took out and that may still lie in the lake.
  virtual std::unordered_set<std::string> Retired() = 0;
  // Of all files that committed jobs ever took out: for whoever compares the lake with the ledger.
  virtual std::unordered_set<std::string> AllRetired() = 0;
  // What a committed job took out.
  virtual std::vector<RetiredFile> RetiredBy(std::string_view job_id) = 0;
  // All Retired files are gone from the disk, durably. For the holder of the project's lease, under its number.
  virtual void MarkRetiredRemoved(int64_t fence = 0) = 0;

  // Notes, for a running job, the proof of an erasure: a JSON object.
  virtual void RecordErasure(JobRef job, std::string_view record) = 0;
  // The proofs of committed jobs, newest first.
  virtual std::vector<std::string> Erasures() = 0;
};

}  // namespace millrace
