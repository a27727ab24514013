// Writes events, items, users, sessions and rejects as rows of their tables. One per worker, and one more for the
// merged users and sessions of a run. Not thread-safe.
#pragma once

#include "kernel/counters.h"
#include "kernel/partition_batches.h"
#include "kernel/request.h"
#include "kernel/row_constants.h"
#include "kernel/session_aggregates.h"
#include "kernel/user_aggregates.h"
#include "transform/event_row.h"

namespace millrace {

struct RejectFacts {
  RejectReason reason;
  std::string_view detail;
  NullableText app;
  std::string_view original;
  NullableText request;                 // the other fields of the row as JSON, for events
  std::optional<int32_t> bundle_index;  // for events
  std::optional<int64_t> ingest_time;   // ms
  std::string_view file;
  uint64_t line = 0;
  Partition partition;
};

class RowWriter {
 public:
  // The open batches of all tables hold at most `memory_bytes` plus the rows of one event.
  RowWriter(const JobTexts& job, BatchSink& sink, Counters& counters, size_t memory_bytes);

  // `event` has its final values, cut to the lengths of their columns.
  // `more`: a row follows that must be in the same batch, so a batch may slightly exceed a row group.
  // `beside_bytes`: what is held elsewhere until this row is flushed.
  void WriteEvent(const EventRow& event, const Request& request, bool more = false, size_t beside_bytes = 0);
  void WriteItem(const EventRow& event, const ItemRow& item);
  void WriteUser(const UserFacts& user);
  void WriteSession(const SessionFacts& session);
  void WriteReject(const RejectFacts& reject);

  void FlushAll();
  void FlushEvents();
  void TakeAll(std::vector<std::unique_ptr<PartitionBatch>>& to);
  size_t held_bytes() const;

 private:
  void KeepWithinMemory();
  template <typename Column>
  void WriteCustom(PartitionBatch& to, Column column, const CustomParameters& custom);

  const JobTexts& job_;
  RowConstants constants_;
  Counters& counters_;
  const size_t memory_bytes_;
  bool flushing_ = false;
  PartitionBatches events_;
  PartitionBatches items_;
  PartitionBatches users_;
  PartitionBatches sessions_;
  PartitionBatches rejects_;
};

// The day of the partition of a time in milliseconds since the epoch.
int32_t DayOf(int64_t msec);

// Encodes the properties of a profile as one text for UserFacts, in the order of their keys, and decodes it. Rows have
// them in this order, too: what is read back from a row equals what it was written from.
std::string_view EncodeProperties(const UserProperties& properties, std::string& out);
void DecodeProperties(std::string_view encoded, UserProperties& out);

}  // namespace millrace
