// Raw files that a job reads again, to replace what an earlier job made of them. Until the job is committed the file is
// the earlier job's (raw_files.h); after it, whoever holds the project's lock hands the file over, page by page.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "ledger/raw_files.h"

namespace millrace {

class RereadStore {
 public:
  virtual ~RereadStore() = default;

  // Notes files for a running job, as they are now. Throws SystemError at the first one that no committed job has read,
  // or that another running or publishing job reads again; those before it stay noted until the job is released.
  virtual void Note(JobRef job, std::span<const LedgerFile> files) = 0;
  // What a running job's files held, where it is known (raw_files.h).
  virtual void NoteContents(JobRef job, std::span<const FileContent> contents) = 0;
  // The files of committed jobs that are not handed over yet, at most `limit`.
  virtual std::vector<LedgerFile> ToHandOver(size_t limit) = 0;
  // Makes the committed job that has read each of these files again its owner, and forgets the note. What is handed
  // over already is left.
  virtual void HandOver(std::span<const LedgerFile> files) = 0;
};

}  // namespace millrace
