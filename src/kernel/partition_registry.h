// The partitions that a run writes to. Clients choose them by app id and time, so each table has a limit: an event
// beyond it is rejected before anything of it is written, and a reject beyond it is written to the partition of unknown
// apps. The rows of an event's items, user and session are in partitions of events, so one limit covers all of them.
//
// PartitionRegistry is shared by all workers and thread-safe. PartitionAdmission caches its answers for one worker, so
// that the hot path takes no lock; it is not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "schema/batch_sink.h"

namespace millrace {

class PartitionSet {
 public:
  bool Has(std::string_view app, int32_t day) const { return all_.contains(View(app, day)); }
  void Add(std::string_view app, int32_t day) { all_.insert({.app = std::string(app), .day = day}); }
  size_t size() const { return all_.size(); }

 private:
  using View = std::pair<std::string_view, int32_t>;
  struct Less {
    using is_transparent = void;
    static View Of(const Partition& partition) { return {partition.app, partition.day}; }
    static View Of(const View& view) { return view; }
    bool operator()(const auto& a, const auto& b) const { return Of(a) < Of(b); }
  };

  std::set<Partition, Less> all_;
};

class PartitionRegistry {
 public:
  // `max_partitions` is per table, and at least 1.
  explicit PartitionRegistry(size_t max_partitions) : max_partitions_(max_partitions) {}

  // Whether rows of events may be written to a partition. An admitted partition remains admitted.
  bool AdmitEvents(std::string_view app, int32_t day);
  // The same for rejects.
  bool AdmitRejects(std::string_view app, int32_t day);

 private:
  static bool Admit(PartitionSet& set, size_t most, std::string_view app, int32_t day);

  const size_t max_partitions_;
  std::mutex mutex_;  // guards the members below
  PartitionSet events_;
  PartitionSet rejects_;
};

class PartitionAdmission {
 public:
  // `job_day`: the day of rejects whose own day exceeds the limit, too.
  PartitionAdmission(PartitionRegistry& registry, int32_t job_day) : registry_(registry), job_day_(job_day) {}

  bool AdmitsEvent(std::string_view app, int32_t day) {
    return (day == last_event_.day && app == last_event_.app && has_last_event_) || AdmitsOtherEvent(app, day);
  }
  // The partition of a reject; `app` is empty if it is unknown. Valid until the next call.
  const Partition& OfReject(std::string_view app, int32_t day);

 private:
  bool AdmitsOtherEvent(std::string_view app, int32_t day);
  bool AdmitsReject(std::string_view app, int32_t day);

  PartitionRegistry& registry_;
  const int32_t job_day_;
  PartitionSet events_;
  PartitionSet rejects_;
  Partition last_event_;
  bool has_last_event_ = false;
  Partition last_reject_;
};

}  // namespace millrace
