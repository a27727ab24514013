#include "lake/lake_writer.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <semaphore>

#include <arrow/record_batch.h>

#include "core/parallel.h"
#include "lake/batch_bytes.h"
#include "lake/gather_batches.h"
#include "lake/parquet_file.h"
#include "lake/partition_path.h"

namespace millrace {
namespace {

// A batch of this size becomes a row group of its own, however few its rows are.
constexpr size_t kLargeBatchBytes = 8u << 20;

// The approximate overhead of a column of a batch: an array, its buffers, a schema field.
constexpr size_t kBytesOfArray = 600;

// A file whose footer would exceed this is closed: creating the footer takes seven times its memory.
constexpr size_t kMaxFileFooterBytes = 2u << 20;

// An encoder that has grown beyond this for an unusual batch is not kept.
constexpr size_t kMaxIdleEncoderBytes = 16u << 20;

// Spilled rows have no dictionaries. A collection that might exceed this without them becomes a row group at once.
constexpr size_t kMaxSpilledBytes = 4u << 20;

// One of the permits of a semaphore, while it exists.
class Permit {
 public:
  explicit Permit(std::counting_semaphore<>& semaphore) : semaphore_(semaphore) { semaphore_.acquire(); }
  ~Permit() { semaphore_.release(); }
  Permit(const Permit&) = delete;
  Permit& operator=(const Permit&) = delete;

 private:
  std::counting_semaphore<>& semaphore_;
};

// `data_bytes`: BatchBytes of the batch.
size_t HeldBytes(const arrow::RecordBatch& batch, size_t data_bytes) {
  return data_bytes + static_cast<size_t>(batch.num_columns()) * kBytesOfArray;
}

}  // namespace

// One table's partition.
struct LakeWriter::Slot {
  TableId table;
  Partition partition;
  std::string folder;  // below the project's folder
  size_t number;       // of the slot in its writer

  std::mutex mutex;  // guards what follows, but for `in_open`
  std::unique_ptr<ParquetFile> file;
  std::string file_name;
  uint32_t next_number = 0;
  std::vector<std::shared_ptr<arrow::RecordBatch>> collected;
  size_t collected_rows = 0;
  std::atomic<size_t> collected_bytes = 0;  // also read without the mutex, to find the largest
  std::vector<SpilledBatch> spilled;
  size_t spilled_rows = 0;
  size_t spilled_bytes = 0;

  std::optional<std::list<Slot*>::iterator> in_open;  // guarded by the writer's mutex
};

// Borrows an encoder. There are as many encoders as threads that encode at the same time.
class LakeWriter::EncoderLease {
 public:
  explicit EncoderLease(LakeWriter& writer) : writer_(writer) {
    {
      const std::lock_guard lock(writer_.mutex_);
      if (!writer_.idle_encoders_.empty()) {
        encoder_ = std::move(writer_.idle_encoders_.back());
        writer_.idle_encoders_.pop_back();
      }
    }
    if (encoder_ == nullptr) encoder_ = std::make_unique<RowGroupEncoder>(writer_.options_.compression);
  }
  ~EncoderLease() {
    if (encoder_->held_bytes() > kMaxIdleEncoderBytes) return;
    const std::lock_guard lock(writer_.mutex_);
    writer_.idle_encoders_.push_back(std::move(encoder_));
  }
  EncoderLease(const EncoderLease&) = delete;
  EncoderLease& operator=(const EncoderLease&) = delete;
  RowGroupEncoder* operator->() { return encoder_.get(); }

 private:
  LakeWriter& writer_;
  std::unique_ptr<RowGroupEncoder> encoder_;
};

LakeWriter::LakeWriter(FileSystem& files, LakeOptions options)
    : files_(files),
      options_(std::move(options)),
      staging_(StagingFolder(options_.lake, options_.project, options_.job_id) +
               (options_.task.empty() ? "" : "/" + options_.task)),
      spilled_(options_.scratch) {}

LakeWriter::~LakeWriter() = default;

LakeWriter::Slot& LakeWriter::FindSlot(TableId table, const Partition& partition) {
  // Keyed by the app in its directory form, so that two names with the same directory share its files.
  std::pair<TableId, Partition> key(table, {.app = FolderApp(partition.app), .day = partition.day});
  const std::lock_guard lock(mutex_);
  std::unique_ptr<Slot>& slot = slots_[key];
  if (slot == nullptr) {
    slot = std::make_unique<Slot>();
    slot->table = table;
    slot->folder = std::string(TableOf(table).name) + "/" + PartitionFolder(key.second);
    slot->partition = std::move(key.second);
    slot->number = slots_.size();
  }
  return *slot;
}

void LakeWriter::Write(TableId table, const Partition& partition, const std::shared_ptr<arrow::RecordBatch>& batch) {
  MILLRACE_CHECK(!failed_);
  try {
    WriteRows(table, partition, batch);
  } catch (...) {
    failed_ = true;
    throw;
  }
}

void LakeWriter::WriteRows(TableId table, const Partition& partition,
                           const std::shared_ptr<arrow::RecordBatch>& batch) {
  const auto rows = static_cast<size_t>(batch->num_rows());
  if (rows == 0) return;
  Slot& slot = FindSlot(table, partition);
  const size_t bytes = BatchBytes(*batch);
  if (rows < options_.row_group_rows / 2 && bytes < kLargeBatchBytes) {
    Collect(slot, batch, HeldBytes(*batch, bytes));
    return;
  }
  // Of equal size, none beyond twice the wanted rows.
  const size_t groups = std::max<size_t>(1, rows / options_.row_group_rows);
  for (size_t i = 0; i < groups; ++i) {
    const size_t begin = rows * i / groups;
    const size_t end = rows * (i + 1) / groups;
    WriteRowGroup(slot, *batch->Slice(static_cast<int64_t>(begin), static_cast<int64_t>(end - begin)));
  }
}

void LakeWriter::Collect(Slot& slot, const std::shared_ptr<arrow::RecordBatch>& batch, size_t bytes) {
  bool full = false;
  {
    const std::lock_guard lock(slot.mutex);
    slot.collected.push_back(batch);
    slot.collected_rows += static_cast<size_t>(batch->num_rows());
    slot.collected_bytes += bytes;
    collected_bytes_ += bytes;
    full = slot.collected_rows >= options_.row_group_rows || slot.collected_bytes >= kLargeBatchBytes;
  }
  if (full) WriteCollected(slot);
  ShrinkCollections();
}

std::vector<std::shared_ptr<arrow::RecordBatch>> LakeWriter::TakeCollected(Slot& slot) {
  const std::lock_guard lock(slot.mutex);
  slot.collected_rows = 0;
  collected_bytes_ -= slot.collected_bytes.exchange(0);
  return std::exchange(slot.collected, {});
}

void LakeWriter::WriteCollected(Slot& slot) {
  const auto batches = TakeCollected(slot);
  // Another worker may have been faster.
  if (!batches.empty()) WriteRowGroup(slot, *GatherBatches(slot.table, batches));
}

// Reduce to half of the limit, so that the partitions are scanned once for many batches.
void LakeWriter::ShrinkCollections() {
  if (collected_bytes_ <= options_.max_collected_bytes) return;
  std::vector<std::pair<size_t, Slot*>> collections;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, slot] : slots_) {
      if (const size_t bytes = slot->collected_bytes; bytes > 0) collections.emplace_back(bytes, slot.get());
    }
  }
  std::ranges::sort(collections, std::ranges::greater());
  for (const auto& [bytes, slot] : collections) {
    if (collected_bytes_ <= options_.max_collected_bytes / 2) return;
    Spill(*slot);
  }
}

void LakeWriter::Spill(Slot& slot) {
  const auto batches = TakeCollected(slot);
  if (batches.empty()) return;  // another worker was faster
  const auto rows = GatherBatches(slot.table, batches);
  const auto count = static_cast<size_t>(rows->num_rows());
  if (count * BatchBytes(*rows) > kMaxSpilledBytes) return WriteRowGroup(slot, *rows);
  const SpilledBatch spilled = spilled_.Put(slot.table, *rows);
  bool full = false;
  {
    const std::lock_guard lock(slot.mutex);
    slot.spilled.push_back(spilled);
    slot.spilled_rows += count;
    slot.spilled_bytes += spilled.bytes;
    full = slot.spilled_rows >= options_.row_group_rows || slot.spilled_bytes >= kLargeBatchBytes;
  }
  if (full) WriteSpilled(slot);
}

void LakeWriter::WriteSpilled(Slot& slot) {
  std::vector<SpilledBatch> spilled;
  {
    const std::lock_guard lock(slot.mutex);
    spilled.swap(slot.spilled);
    slot.spilled_rows = 0;
    slot.spilled_bytes = 0;
  }
  if (spilled.empty()) return;
  // Merge the batches from time to time: many batches with few rows take more memory than their rows.
  constexpr size_t kBatchesAtOnce = 64;
  std::vector<std::shared_ptr<arrow::RecordBatch>> batches;
  for (const SpilledBatch& batch : spilled) {
    batches.push_back(spilled_.Get(slot.table, batch));
    if (batches.size() == kBatchesAtOnce) batches = {GatherBatches(slot.table, batches)};
  }
  WriteRowGroup(slot, *GatherBatches(slot.table, batches));
}

void LakeWriter::WriteRowGroup(Slot& slot, const arrow::RecordBatch& batch) {
  {
    EncoderLease encoder(*this);
    const RowGroup& group = encoder->Encode(slot.table, batch);
    const std::lock_guard lock(slot.mutex);
    if (slot.file == nullptr) {
      std::call_once(staging_made_, [&] { files_.MakeDirectories(staging_); });
      slot.file_name = LakeFileName(options_.job_id, slot.next_number++, options_.task);
      const LakeFile file = FileOf(slot);
      if (options_.on_create) {
        const std::lock_guard creating(creating_);
        options_.on_create(file);
      }
      auto created = files_.CreateStaged(file.staged_path, file.final_path);
      if (options_.wrap) created = options_.wrap(std::move(created), file);
      slot.file = std::make_unique<ParquetFile>(std::move(created), slot.table, options_.compression);
    }
    const size_t footer_before = slot.file->footer_bytes();
    slot.file->Append(group);
    footer_bytes_ += slot.file->footer_bytes() - footer_before;
    if (slot.file->bytes() >= options_.target_file_bytes || slot.file->footer_bytes() >= kMaxFileFooterBytes) {
      CloseFile(slot);
    } else {
      const std::lock_guard open_lock(mutex_);
      if (slot.in_open) open_.erase(*slot.in_open);
      slot.in_open = open_.insert(open_.end(), &slot);
    }
  }
  CloseLeastRecentlyUsed();
}

LakeFile LakeWriter::FileOf(const Slot& slot) const {
  return {.table = slot.table,
          .partition = slot.partition,
          // In one directory, because making, syncing and removing directories takes longer than a small file.
          .staged_path = staging_ + "/" + std::to_string(slot.number) + "-" + slot.file_name,
          .final_path = TableFolder(options_.lake, options_.project, slot.table) +
                        slot.folder.substr(slot.folder.find('/')) + "/" + slot.file_name,
          .rows = 0,
          .bytes = 0};
}

// The slot's mutex is held.
void LakeWriter::CloseFile(Slot& slot) {
  footer_bytes_ -= slot.file->footer_bytes();
  slot.file->Finish();
  LakeFile file = FileOf(slot);
  file.staged_path += slot.file->Ticket();
  file.rows = slot.file->rows();
  file.bytes = slot.file->bytes();
  slot.file.reset();
  const std::lock_guard lock(mutex_);
  if (slot.in_open) open_.erase(*slot.in_open);
  slot.in_open.reset();
  finished_.push_back(std::move(file));
}

void LakeWriter::CloseLeastRecentlyUsed() {
  while (true) {
    Slot* oldest = nullptr;
    {
      const std::lock_guard lock(mutex_);
      const bool fits = open_.size() <= options_.max_open_files && footer_bytes_ <= options_.max_footer_bytes;
      if (fits || open_.empty()) return;
      oldest = open_.front();
      // So that the next worker takes another one.
      open_.splice(open_.end(), open_, open_.begin());
    }
    const std::lock_guard lock(oldest->mutex);
    if (oldest->file != nullptr) CloseFile(*oldest);
  }
}

std::vector<LakeFile> LakeWriter::Finish() {
  MILLRACE_CHECK(!failed_.exchange(true));  // nothing may follow, come what may
  std::vector<Slot*> slots;
  slots.reserve(slots_.size());
  for (const auto& [key, slot] : slots_) slots.push_back(slot.get());
  // Most of the time is spent waiting until a file is on the disk. Only so many threads encode meanwhile as have memory
  // for it.
  std::counting_semaphore<> encoding(static_cast<std::ptrdiff_t>(options_.threads));
  ParallelFor(std::max(options_.threads, options_.parallel_closes), slots.size(), [&](size_t index) {
    Slot& slot = *slots[index];
    {
      const Permit permit(encoding);
      WriteSpilled(slot);
      WriteCollected(slot);
    }
    const std::lock_guard lock(slot.mutex);
    if (slot.file != nullptr) CloseFile(slot);
  });
  slots_.clear();
  idle_encoders_.clear();
  std::sort(finished_.begin(), finished_.end(),
            [](const LakeFile& a, const LakeFile& b) { return a.final_path < b.final_path; });
  return std::exchange(finished_, {});
}

void LakeWriter::Abandon() {
  open_.clear();
  slots_.clear();
  finished_.clear();
  collected_bytes_ = 0;
  files_.RemoveAll(staging_);
}

}  // namespace millrace
