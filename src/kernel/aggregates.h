// Users and sessions of one worker, sharded by user so that the shards of all workers can be merged in parallel.
#pragma once

#include <array>
#include <cstddef>

#include "kernel/row_writer.h"
#include "kernel/session_aggregates.h"
#include "kernel/user_aggregates.h"
#include "transform/event_row.h"

namespace millrace {

inline constexpr size_t kAggregateShards = 16;

struct AggregateShard {
  size_t memory_bytes() const { return users.memory_bytes() + sessions.memory_bytes(); }

  UserAggregates users;
  SessionAggregates sessions;
};

class Aggregates {
 public:
  // Adds a written event to its user and session.
  void Add(const EventRow& event, const Request& request);
  // Adds it to its session only.
  void AddSession(const EventRow& event, const Request& request);
  // Writes each user and session as a row, and clears them.
  void Write(RowWriter& writer);
  AggregateShard& shard(size_t index) { return shards_[index]; }
  size_t memory_bytes() const { return memory_bytes_; }

 private:
  AggregateShard& ShardOf(std::string_view user);
  void AddSession(const EventRow& event, const Request& request, AggregateShard& shard);

  std::array<AggregateShard, kAggregateShards> shards_;
  size_t memory_bytes_ = 0;  // of all shards; updated as they grow
  std::string encoded_;
  UserFacts user_;
  SessionFacts session_;
};

void WriteShard(const AggregateShard& shard, RowWriter& writer);

}  // namespace millrace
