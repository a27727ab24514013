// Raw files that jobs have claimed. A claim is exclusive: two jobs cannot hold the same file. It is valid while its job
// is running, publishing or committed; the claim of a failed or abandoned job can be taken by the next job.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/jobs.h"

namespace millrace {

// A raw file as it was when it was listed.
struct LedgerFile {
  std::string path;  // below the raw folder, so that the folder may move
  uint64_t size = 0;
  int64_t modified_ns = 0;
};

// The content of a file when it was read: `xxh3:` with a hash of its bytes, or `etag:` with the ETag of its store.
struct FileContent {
  std::string path;
  std::string content;
};

struct KnownFile : LedgerFile {
  std::string job_id;
  JobState state = JobState::kRunning;  // of its job: running, publishing or committed
  std::string content;                  // as FileContent says; empty: unknown
  // The file as it was when a run reported that it had changed; size -1: not reported.
  int64_t told_size = -1;
  int64_t told_modified_ns = 0;
};

class RawFileStore {
 public:
  virtual ~RawFileStore() = default;

  // Claims files for a running job, one by one; skips files that the job already holds. Throws SystemError at the first
  // file that another job holds or has read; the files before it stay claimed until the job is released.
  virtual void Claim(JobRef job, std::span<const LedgerFile> files) = 0;

  // Releases files that a running job has claimed and does not read.
  virtual void GiveBack(JobRef job, std::span<const std::string> paths) = 0;

  // Records the contents of files of a running job.
  virtual void NoteContents(JobRef job, std::span<const FileContent> contents) = 0;
  // Records that a file that was read has a new modified time and the same content.
  virtual void NoteTouched(std::string_view path, int64_t modified_ns) = 0;
  // Records that a change of a file that was read was reported, and the file's current state.
  virtual void NoteChangeTold(const LedgerFile& file) = 0;

  // The known files of a day directory (core/day_folder.h; empty: those in no day directory) after the path `after`, in
  // byte order, at most `limit`. If there are fewer, they are the last ones.
  virtual std::vector<KnownFile> Known(std::string_view day, std::string_view after, size_t limit) = 0;
  // The files that a job has claimed after the path `after`, likewise.
  virtual std::vector<LedgerFile> OfJob(std::string_view job_id, std::string_view after, size_t limit) = 0;
};

// The known files of a day directory one after the other, read in pages.
class KnownFileStream {
 public:
  static constexpr size_t kPageFiles = 1000;

  // Those after the path `after`. The store must outlive the stream.
  KnownFileStream(RawFileStore& store, std::string day, std::string after = {})
      : store_(store), day_(std::move(day)), after_(std::move(after)) {}

  // Null at the end. Valid until the next call.
  const KnownFile* Next() {
    if (next_ == page_.size()) {
      if (at_end_) return nullptr;
      if (!page_.empty()) after_ = page_.back().path;
      page_ = store_.Known(day_, after_, kPageFiles);
      at_end_ = page_.size() < kPageFiles;
      next_ = 0;
      if (page_.empty()) return nullptr;
    }
    return &page_[next_++];
  }

 private:
  RawFileStore& store_;
  std::string day_;
  std::string after_;
  std::vector<KnownFile> page_;
  size_t next_ = 0;
  bool at_end_ = false;
};

}  // namespace millrace
