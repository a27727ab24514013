// What the workers of one run share (kernel/kernel.h, KernelShared).
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "kernel/aggregates.h"
#include "kernel/kernel.h"
#include "kernel/partition_batches.h"
#include "kernel/partition_registry.h"

namespace millrace {

// The items that were written, as 128-bit hashes of their keys. Thread-safe. Space for 800,000 is allocated at the
// start, so that a longer run does not take more memory than a shorter one. A shard that exceeds its part of the budget
// is cleared: a duplicate item may then be written, which the warehouse removes when it merges by key.
class SeenItems {
 public:
  explicit SeenItems(size_t memory_bytes) : max_per_shard_(memory_bytes / kShards / sizeof(XXH128_hash_t) * 2 / 5) {}
  // Returns true if the key is new.
  bool Add(const XXH128_hash_t& key);

 private:
  static constexpr size_t kShards = 64;
  static constexpr size_t kFirstSize = 16384;
  struct Shard {
    std::mutex mutex;
    std::vector<XXH128_hash_t> slots;  // their number is a power of two
    size_t used = 0;
  };

  static bool IsFree(const XXH128_hash_t& slot) { return slot.low64 == 0 && slot.high64 == 0; }
  static XXH128_hash_t& Find(Shard& shard, const XXH128_hash_t& key);  // its slot, or the free slot for it
  static void Resize(Shard& shard, size_t size);

  size_t max_per_shard_;
  std::array<Shard, kShards> shards_;
};

struct KernelShared::State {
  explicit State(const KernelOptions& options)
      : memory_bytes(options.memory_bytes), items(memory_bytes / 4), partitions(options.max_partitions) {}
  const size_t memory_bytes;  // per worker
  SeenItems items;
  PartitionRegistry partitions;
  std::mutex mutex;
  // Of finished workers; guarded by the mutex.
  std::vector<std::unique_ptr<Aggregates>> finished;
  std::vector<std::unique_ptr<PartitionBatch>> batches;
};

}  // namespace millrace
