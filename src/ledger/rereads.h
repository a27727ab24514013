// Raw files that a job reads again to replace the output of an earlier job. Until the job is committed, the earlier job
// owns the file (raw_files.h). After that, the holder of the project's lease hands the files over, page by page.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ledger/raw_files.h"

namespace millrace {

class RereadStore {
 public:
  virtual ~RereadStore() = default;

  // Records files for a running job, as they are now. Throws SystemError at the first one that no committed job has
  // read, or that another running or publishing job reads again; those before it stay recorded until the job is
  // released.
  virtual void Note(JobRef job, std::span<const LedgerFile> files) = 0;
  // The contents of the files of a running job, where known (raw_files.h).
  virtual void NoteContents(JobRef job, std::span<const FileContent> contents) = 0;
  // The files of committed jobs that have not been handed over yet, at most `limit`.
  virtual std::vector<LedgerFile> ToHandOver(size_t limit) = 0;
  // Makes the committed job that has read each of these files again its owner, and removes the record. Skips files that
  // were already handed over. For the holder of the project's lease, under its number.
  virtual void HandOver(std::span<const LedgerFile> files, int64_t fence = 0) = 0;
};

}  // namespace millrace
