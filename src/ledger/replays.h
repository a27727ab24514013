// Rejects that were replayed: recorded for a running replay, settled once its job is publishing or committed.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "ledger/jobs.h"

namespace millrace {

// A permanent key of one reject of the lake.
struct RejectKey {
  std::string source_file;  // as in the rejects' input_file_name
  int64_t line = 0;
  int32_t bundle_index = -1;  // -1: a whole row
  uint64_t fingerprint = 0;   // of the kept text; distinguishes several rows of one line
  bool operator==(const RejectKey&) const = default;
};

class ReplayStore {
 public:
  virtual ~ReplayStore() = default;

  // Throws SystemError at the first reject that another job has recorded, unless that job failed or was abandoned.
  virtual void Note(JobRef job, std::span<const RejectKey> keys) = 0;
  virtual void ForEachSettled(const std::function<void(const RejectKey&)>& visit) = 0;
  // The rejects that one job has settled.
  virtual void ForEachOf(std::string_view job_id, const std::function<void(const RejectKey&)>& visit) = 0;
  // Forgets the settled rejects of these source files, for all jobs, because the files are read again. For the holder
  // of the project's lease, under its number.
  virtual void Forget(std::span<const std::string> source_files, int64_t fence = 0) = 0;
};

}  // namespace millrace
