// Raw files that could not be read, and those that are being read right now, so that after a crash it is known what the
// process was reading. Later runs try a failing file alone, and quarantine it after kFailuresToQuarantine failures
// until a retry is requested or the file changes. Like every change that belongs to jobs, these are refused with a
// SystemError under another number than the newest of the project's lease; Free is the exception.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/raw_files.h"

namespace millrace {

inline constexpr int kFailuresToQuarantine = 3;

// With the size and modified time of its newest failure.
struct FailingFile : LedgerFile {
  int failures = 0;
  int64_t failed_ns = 0;  // when it failed last
  std::string reason;

  // Whether no run tries the file as long as it stays as it is.
  bool quarantined() const { return failures >= kFailuresToQuarantine; }
};

class FailingFileStore {
 public:
  virtual ~FailingFileStore() = default;

  // Records the files that a worker of a running job starts to read; they replace those that it recorded before. The
  // record survives the process, but perhaps not a power failure. This is the only thread-safe function of a ledger.
  virtual void NoteReading(JobRef job, int worker, std::span<const std::string> paths) = 0;
  // The files that the workers of a job recorded last, as claimed by the job, by path.
  virtual std::vector<LedgerFile> BeingRead(std::string_view job_id) = 0;
  // Removes the records of a job.
  virtual void ForgetReading(JobRef job) = 0;

  // Counts a failure of a file in a job, at most once per job; returns the number of failures. The count of a
  // quarantined file that has changed starts again.
  virtual int Record(JobRef job, const LedgerFile& file, std::string_view reason, int64_t failed_ns) = 0;
  // By path.
  virtual std::vector<FailingFile> All() = 0;
  // Forgets the failures of a file that was read, for the holder of the project's lease, under its number.
  virtual void Forget(std::string_view path, int64_t fence = 0) = 0;
  // Forgets the failures of a file because a user asks for a retry, which needs no lease: a run that goes on at the
  // same time has made its plan. Returns false if the file is not recorded as failing.
  virtual bool Free(std::string_view path) = 0;
};

}  // namespace millrace
