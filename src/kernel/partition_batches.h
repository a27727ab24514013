// The open batches of one table, one a partition. A batch that holds a row group's worth goes to the sink; who owns the
// batches of several tables flushes the largest when all of them outgrow his budget. What a batch is charged with is
// freed when it is flushed for the budget's sake, with its fixed cost: an empty partition does not stay.
//
// Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

#include "enrich/enriched_columns.h"
#include "kernel/counters.h"
#include "kernel/table_batch.h"
#include "schema/batch_sink.h"

namespace millrace {

// Rows of one Parquet row group: more would cost memory and gain nothing (bench/).
inline constexpr uint32_t kRowGroupRows = 32768;
// A batch that holds so much is full, however few its rows.
inline constexpr size_t kMaxBatchBytes = 8u << 20;
// Rejects keep whole events, and are seldom read: less will do.
inline constexpr size_t kMaxRejectBatchBytes = 4u << 20;

// Numbers of the texts that a user agent brings; below 0: null.
struct UserAgentIds {
  std::array<int32_t, kAgentColumns.size()> columns;
  std::array<int32_t, kAgentEntries.size() + 1> parts;  // of the map device_ua
};

// Numbers of texts of process_info that all rows of a job, or of a file, share.
struct JobIds {
  int32_t job = -1;  // below 0: nothing is known yet
  int32_t time = -1;
  uint64_t file_serial = 0;  // which file `file` is; 0: none
  int32_t file = -1;
};

// Numbers of texts that all events of a request share, kept so that they are hashed once a request.
struct RequestIds {
  struct Constant {
    uint8_t column;
    int32_t id;
  };
  uint64_t request = 0;  // whose they are; 0: nobody's
  std::array<Constant, 8> constants;
  size_t constant_count = 0;
  const UserAgentIds* user_agent = nullptr;
  bool agent_columns = true;  // write its columns too, not only the map
  std::array<int32_t, 7> process_info;
};

struct PartitionBatch {
  PartitionBatch(TableId of, Partition at) : table(of), batch(of), partition(std::move(at)) {}
  size_t held_bytes() const {
    return sizeof(PartitionBatch) - sizeof(TableBatch) + batch.held_bytes() + beside_bytes +
           user_agents.size() * sizeof(UserAgentIds);
  }

  TableId table;
  TableBatch batch;
  size_t beside_bytes = 0;   // of what waits elsewhere until the batch is flushed
  size_t charged_bytes = 0;  // as part of PartitionBatches::held_bytes
  Partition partition;
  JobIds job_ids;
  RequestIds ids;
  std::vector<std::unique_ptr<UserAgentIds>> user_agents;  // by the number of the agent's text; null: not known yet
};

class PartitionBatches {
 public:
  PartitionBatches(TableId table, BatchSink& sink, Counters& counters)
      : table_(table), sink_(sink), counters_(counters) {}

  // The batch of a partition; valid until it is closed.
  PartitionBatch& Get(std::string_view app, int32_t day);
  // Ends the batch's row, and sends the batch off when it is full and no row that belongs to this one follows.
  // `beside_bytes`: what waits elsewhere for the row's sake.
  void EndRow(PartitionBatch& batch, bool more = false, size_t beside_bytes = 0);
  // Writes a batch's rows, if there are any, and frees all that it holds.
  void Close(PartitionBatch& batch);
  void FlushAll();
  // All that are open.
  void List(std::vector<PartitionBatch*>& to);
  // Hands over what is open instead of writing it.
  void TakeAll(std::vector<std::unique_ptr<PartitionBatch>>& to);
  // Of all batches. A number that is kept, not a walk.
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
