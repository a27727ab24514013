// Writes the batches of a run to Parquet files, staged where no reader looks; the pipeline's commit publishes them in
// the lake. One file per table, partition and `target_file_bytes`, shared by all workers.
//
// A large batch becomes one row group; the small ones of a partition are collected until they make one. If the
// collections of all partitions exceed their limit, the largest ones become row groups, and those that are too small
// are kept on the local disk (spilled_batches.h). So the number of files depends on the partitions and the bytes, not
// on the order of the rows. The calling thread encodes without a lock, so workers that write to the same partition wait
// for each other only during the write itself.
//
// Write is thread-safe. Finish and Abandon are called by one thread when no Write runs. After either, or after anything
// was thrown, only Abandon and the destructor may follow. The destructor touches nothing on the disk.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "lake/row_group_encoder.h"
#include "lake/spilled_batches.h"
#include "schema/batch_sink.h"
#include "storage/file_system.h"

namespace millrace {

struct LakeFile {
  TableId table;
  Partition partition;
  std::string staged_path;  // with the file's ticket: what FileSystem::Publish needs
  std::string final_path;
  uint64_t rows;
  uint64_t bytes;
};

struct LakeOptions {
  std::string lake;
  std::string project;
  std::string job_id;
  // Of an attempt at a task of the job, next to which others write: digits that name its folder below the job's staging
  // folder, and that make the names of its files unique in the job. Empty: the whole job.
  std::string task = {};
  Compression compression = Compression::kSnappy;
  size_t target_file_bytes = 128u << 20;   // a file that has reached this is closed
  size_t row_group_rows = 32768;           // smaller batches are collected up to this
  size_t max_open_files = 64;              // beyond (by at most one per worker), the least recently used is closed
  size_t max_collected_bytes = 32u << 20;  // of all small batches
  size_t max_footer_bytes = 16u << 20;     // of all open files, like max_open_files
  size_t threads = 1;                      // of Finish, as far as it encodes rows
  size_t parallel_closes = 1;              // of Finish, which mostly waits for the disk or the store
  std::string scratch = {};                // local folder for batches that wait; empty: the system's temporary folder
  // Called before a file is created, with its paths; rows and bytes are not known yet. One call at a time. May be
  // empty.
  std::function<void(const LakeFile&)> on_create = {};
  // Wraps each file, for callers that need to see the bytes. Called by the threads that write. May be empty.
  std::function<std::unique_ptr<WritableFile>(std::unique_ptr<WritableFile>, const LakeFile&)> wrap = {};
};

class LakeWriter : public BatchSink {
 public:
  // `files` must outlive the writer.
  LakeWriter(FileSystem& files, LakeOptions options);
  ~LakeWriter() override;

  void Write(TableId table, const Partition& partition, const std::shared_ptr<arrow::RecordBatch>& batch) override;
  // Writes the collected rows and closes all files durably. Returns the files sorted by final path.
  std::vector<LakeFile> Finish();
  // Closes everything and deletes all staged files of the job.
  void Abandon();

 private:
  struct Slot;
  class EncoderLease;

  Slot& FindSlot(TableId table, const Partition& partition);
  void WriteRows(TableId table, const Partition& partition, const std::shared_ptr<arrow::RecordBatch>& batch);
  void Collect(Slot& slot, const std::shared_ptr<arrow::RecordBatch>& batch, size_t bytes);
  std::vector<std::shared_ptr<arrow::RecordBatch>> TakeCollected(Slot& slot);
  void WriteCollected(Slot& slot);
  void Spill(Slot& slot);
  void WriteSpilled(Slot& slot);
  void WriteRowGroup(Slot& slot, const arrow::RecordBatch& batch);
  LakeFile FileOf(const Slot& slot) const;
  void CloseFile(Slot& slot);
  void CloseLeastRecentlyUsed();
  void ShrinkCollections();

  FileSystem& files_;
  const LakeOptions options_;
  const std::string staging_;
  SpilledBatches spilled_;
  std::atomic<size_t> collected_bytes_ = 0;
  std::atomic<size_t> footer_bytes_ = 0;  // of open files
  std::atomic<bool> failed_ = false;      // something was thrown: a file may be half written

  // Guards the members below. May be locked while a slot's mutex is held, never the other way round.
  std::mutex mutex_;
  std::map<std::pair<TableId, Partition>, std::unique_ptr<Slot>> slots_;
  std::list<Slot*> open_;  // with an open file, least recently used first
  std::vector<LakeFile> finished_;
  std::vector<std::unique_ptr<RowGroupEncoder>> idle_encoders_;

  std::once_flag staging_made_;
  std::mutex creating_;  // one call of on_create at a time
};

}  // namespace millrace
