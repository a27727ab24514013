// Texts that many rows of a batch repeat: those of the job, the raw file, the request and its user agent. Each is
// looked up in the dictionary of its column once per batch, and rows get its id (UserAgentIds, JobIds and RequestIds in
// partition_batches.h).
//
// Not thread-safe. `job` must outlive the object.
#pragma once

#include "kernel/partition_batches.h"
#include "kernel/request.h"
#include "transform/event_row.h"

namespace millrace {

class RowConstants {
 public:
  explicit RowConstants(const JobTexts& job) : job_(job) {}

  // Sets what the current row of event_v2 takes from its request: the project, the place, the user agent, process_info.
  void Write(PartitionBatch& to, const EventRow& event, const Request& request);

  // process_info of the current row of another table, for its own entries, after which AddJob adds those of the job.
  template <typename Column>
  MapColumn& OpenProcessInfo(PartitionBatch& to, Column column) {
    MapColumn& map = to.batch.OpenMap(column);
    if (to.job_ids.job < 0) LearnJob(to, map);
    return map;
  }
  static void AddJob(const PartitionBatch& to, MapColumn& info);

 private:
  void LearnRequest(PartitionBatch& to, const Request& request);
  static const UserAgentIds* LearnUserAgent(PartitionBatch& to, const Request& request);
  void LearnJob(PartitionBatch& to, MapColumn& info);
  static void WriteColumns(PartitionBatch& to);
  static void WriteProcessInfo(PartitionBatch& to, const EventRow& event);

  const JobTexts& job_;
};

}  // namespace millrace
