#include "kernel/shared.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <utility>

#include <arrow/record_batch.h>

#include "core/parallel.h"

namespace millrace {

bool SeenItems::Add(const XXH128_hash_t& key) {
  Shard& shard = shards_[key.high64 % kShards];
  const std::scoped_lock lock(shard.mutex);
  if (shard.slots.empty()) {
    Resize(shard, kFirstSize);
  } else if (shard.used * 5 >= shard.slots.size() * 4) {
    if (shard.used < max_per_shard_) {
      Resize(shard, shard.slots.size() * 2);
    } else {
      std::ranges::fill(shard.slots, XXH128_hash_t{});
      shard.used = 0;
    }
  }
  XXH128_hash_t& slot = Find(shard, key);
  if (!IsFree(slot)) return false;
  slot = key;
  ++shard.used;
  return true;
}

XXH128_hash_t& SeenItems::Find(Shard& shard, const XXH128_hash_t& key) {
  const size_t mask = shard.slots.size() - 1;
  size_t slot = key.low64 & mask;
  while (!IsFree(shard.slots[slot]) && !XXH128_isEqual(shard.slots[slot], key)) slot = (slot + 1) & mask;
  return shard.slots[slot];
}

void SeenItems::Resize(Shard& shard, size_t size) {
  // Written immediately: a page that is read first and written later costs the kernel of the system three times as
  // much.
  std::vector<XXH128_hash_t> old(size);
  old.swap(shard.slots);
  for (const XXH128_hash_t& key : old) {
    if (!IsFree(key)) Find(shard, key) = key;
  }
}

KernelShared::KernelShared(const KernelOptions& options) : state_(std::make_unique<State>(options)) {}
KernelShared::~KernelShared() = default;

Counters KernelShared::Finish(const JobInfo& job, BatchSink& sink, unsigned threads) {
  const JobTexts texts(job);
  Counters total;
  std::mutex mutex;
  std::atomic<size_t> next_shard = 0;
  const size_t writers = std::clamp<size_t>(threads, 1, kAggregateShards);
  const auto write_users_and_sessions = [&] {
    Counters counters;
    RowWriter writer(texts, sink, counters, state_->memory_bytes / 3);
    for (size_t index = next_shard++; index < kAggregateShards; index = next_shard++) {
      AggregateShard merged;
      for (size_t worker = 0; worker < state_->finished.size(); ++worker) {
        AggregateShard& shard = state_->finished[worker]->shard(index);
        if (worker == 0) {
          merged = std::move(shard);
        } else {
          merged.users.Merge(shard.users);
          merged.sessions.Merge(shard.sessions);
        }
        shard = {};
      }
      WriteShard(merged, writer);
    }
    writer.FlushAll();
    const std::scoped_lock lock(mutex);
    total.Add(counters);
  };
  // Batches come first, because they hold most of the memory: the largest first if several threads write, else in the
  // order of their partitions.
  std::vector<std::unique_ptr<PartitionBatch>>& batches = state_->batches;
  if (threads > 1) {
    std::ranges::sort(batches, std::ranges::greater(), [](const auto& batch) { return batch->batch.data_bytes(); });
  }
  ParallelFor(threads, batches.size() + writers, [&](size_t turn) {
    if (turn >= batches.size()) return write_users_and_sessions();
    // Converted only now: a batch of few rows takes far more memory as arrays of a hundred columns.
    PartitionBatch& batch = *batches[turn];
    sink.Write(batch.table, batch.partition, batch.batch.Take());
    batches[turn].reset();
  });
  batches.clear();
  state_->finished.clear();
  return total;
}

}  // namespace millrace
