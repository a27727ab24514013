// Raw files that could not be read, and those that are being read right now: what a process that dies was at. A file
// that fails is tried alone by later runs, and given up after kFailuresToQuarantine failures until somebody asks for
// another try, or the file changes.
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

  // Notes the files that a worker of a running job begins to read, in place of those that it noted before. The note
  // survives the process, but perhaps not a loss of power. The only function of a ledger that is thread-safe.
  virtual void NoteReading(JobRef job, int worker, std::span<const std::string> paths) = 0;
  // What the workers of a job noted last, as the job has claimed it, by path.
  virtual std::vector<LedgerFile> BeingRead(std::string_view job_id) = 0;
  // Removes the notes of a job.
  virtual void ForgetReading(std::string_view job_id) = 0;

  // Counts a failure of a file in a job, once however often it is said; returns how many there are by now. The count of
  // a quarantined file that has changed begins anew.
  virtual int Record(JobRef job, const LedgerFile& file, std::string_view reason, int64_t failed_ns) = 0;
  // By path.
  virtual std::vector<FailingFile> All() = 0;
  // False when the file is not known as failing.
  virtual bool Forget(std::string_view path) = 0;
};

}  // namespace millrace
