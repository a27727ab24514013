// The open batches of one table, one per partition. A batch with the rows of a row group goes to the sink. The owner of
// the batches of several tables flushes the largest ones when all together exceed its budget. Such a flush frees
// everything that the batch is charged with, including its fixed cost: no empty batch remains.
//
// Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "enrich/enriched_columns.h"
#include "kernel/counters.h"
#include "kernel/table_batch.h"
#include "schema/batch_sink.h"

namespace millrace {

// The rows of one Parquet row group. More would cost memory without any gain (bench/).
inline constexpr uint32_t kRowGroupRows = 32768;
// A batch of this size is full, whatever its number of rows.
inline constexpr size_t kMaxBatchBytes = 8u << 20;
// The same for rejects, which contain whole events and are rarely read.
inline constexpr size_t kMaxRejectBatchBytes = 4u << 20;

// Entries of a map that are the same in many rows.
template <size_t kMost>
class SharedEntries {
 public:
  void clear() { count_ = 0; }
  void push_back(const EntryIds& entry) { entries_[count_++] = entry; }
  std::span<const EntryIds> all() const { return std::span(entries_).first(count_); }

 private:
  static_assert(kMost <= ValidRows::kMostAtOnce);
  std::array<EntryIds, kMost> entries_;
  size_t count_ = 0;
};

// The ids of the texts of a user agent.
struct UserAgentIds {
  std::array<int32_t, kAgentColumns.size()> columns;  // negative: null
  SharedEntries<kAgentEntries.size()> parts;          // of the map device_ua
};

// The ids of the texts in process_info that all rows of a job, or of a file, share.
struct JobIds {
  int32_t job = -1;  // negative: none of them is known yet
  int32_t time = -1;
  uint64_t file_serial = 0;  // the file that `file` names; 0: none
  int32_t file = -1;
};

// The ids of texts that all events of a request share, so that each is hashed once per request.
struct RequestIds {
  struct Constant {
    uint8_t column;
    int32_t id;
  };
  uint64_t request = 0;  // the serial of the request; 0: none
  std::array<Constant, 8> constants;
  size_t constant_count = 0;
  const UserAgentIds* user_agent = nullptr;
  bool agent_columns = true;  // write the columns of the user agent, too, not only the map
  SharedEntries<6> process_info;
  int32_t upload_time = -1;  // of the first event that has one; negative: not known yet
};

struct PartitionBatch {
  PartitionBatch(TableId of, Partition at) : table(of), batch(of), partition(std::move(at)) {}
  size_t held_bytes() const {
    return sizeof(PartitionBatch) - sizeof(TableBatch) + batch.held_bytes() + beside_bytes +
           user_agents.size() * sizeof(UserAgentIds);
  }

  TableId table;
  TableBatch batch;
  size_t beside_bytes = 0;   // held elsewhere until the batch is flushed
  size_t charged_bytes = 0;  // its part of PartitionBatches::held_bytes
  Partition partition;
  JobIds job_ids;
  RequestIds ids;
  std::vector<std::unique_ptr<UserAgentIds>> user_agents;  // by the id of the agent's text; null: not known yet
};

class PartitionBatches {
 public:
  PartitionBatches(TableId table, BatchSink& sink, Counters& counters)
      : table_(table), sink_(sink), counters_(counters) {}

  // The batch of a partition, which is created if necessary. Valid until it is closed.
  PartitionBatch& Get(std::string_view app, int32_t day);
  // Ends the current row of a batch, and writes the batch if it is full, unless `more` rows follow that must be in the
  // same batch. `beside_bytes`: what is held elsewhere for this row.
  void EndRow(PartitionBatch& batch, bool more = false, size_t beside_bytes = 0);
  // Writes the rows of a batch, if any, and frees it.
  void Close(PartitionBatch& batch);
  void FlushAll();
  // Appends all open batches.
  void List(std::vector<PartitionBatch*>& to);
  // Hands over the open batches instead of writing them.
  void TakeAll(std::vector<std::unique_ptr<PartitionBatch>>& to);
  // The memory of all batches; maintained, not computed.
  size_t held_bytes() const { return held_bytes_; }

 private:
  struct Less {
    using is_transparent = void;
    using View = std::pair<std::string_view, int32_t>;
    static View Of(const Partition& partition) { return {partition.app, partition.day}; }
    static View Of(const View& view) { return view; }
    bool operator()(const auto& a, const auto& b) const { return Of(a) < Of(b); }
  };

  void Charge(PartitionBatch& batch);
  void Flush(PartitionBatch& batch);

  TableId table_;
  BatchSink& sink_;
  Counters& counters_;
  size_t held_bytes_ = 0;
  std::map<Partition, std::unique_ptr<PartitionBatch>, Less> batches_;
  PartitionBatch* last_ = nullptr;
};

}  // namespace millrace
