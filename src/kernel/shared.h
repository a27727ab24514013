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

// The items that were written, by a 128-bit hash of their key. Thread-safe. There is room for 800,000 from the start,
// so that a longer run takes no more memory than a shorter one. A shard that outgrows its share of the budget starts
// anew: a copy may then be written twice, which the merge by key in the warehouse undoes.
class SeenItems {
 public:
  explicit SeenItems(size_t memory_bytes) : max_per_shard_(memory_bytes / kShards / sizeof(XXH128_hash_t) * 2 / 5) {}
  // True for the first item of its key.
  bool Add(const XXH128_hash_t& key);

 private:
  static constexpr size_t kShards = 64;
  static constexpr size_t kFirstSize = 16384;
  struct Shard {
    std::mutex mutex;
    std::vector<XXH128_hash_t> slots;  // a power of two of them
    size_t used = 0;
  };

  static bool IsFree(const XXH128_hash_t& slot) { return slot.low64 == 0 && slot.high64 == 0; }
  static XXH128_hash_t& Find(Shard& shard, const XXH128_hash_t& key);  // its slot, or the free one where it belongs
  static void Resize(Shard& shard, size_t size);

  size_t max_per_shard_;
  std::array<Shard, kShards> shards_;
};

struct KernelShared::State {
  explicit State(const KernelOptions& options)
      : memory_bytes(options.memory_bytes), items(memory_bytes / 4), partitions(options.max_partitions) {}
  const size_t memory_bytes;  // of one worker
  SeenItems items;
  PartitionRegistry partitions;
  std::mutex mutex;
  // Of finished workers; under the mutex.
  std::vector<std::unique_ptr<Aggregates>> finished;
  std::vector<std::unique_ptr<PartitionBatch>> batches;
};

}  // namespace millrace
