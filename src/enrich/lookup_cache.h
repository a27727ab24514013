// A bounded cache of look-ups with text keys, for one worker. It has two generations: when the newer one is full, it
// becomes the older one, and the previous older one is discarded. An entry that is used moves to the newer one. So
// entries in use stay, for the cost of one hash look-up and without a list to maintain.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace millrace {

template <typename Value>
class LookupCache {
 public:
  struct Entry {
    std::string_view key;
    Value* value = nullptr;  // null: not found
  };

  explicit LookupCache(size_t max_bytes) : generation_bytes_(max_bytes / 2) {}

  // Key and value keep their addresses until a later Insert.
  Entry Find(std::string_view key) {
    const uint64_t hash = XXH3_64bits(key.data(), key.size());
    if (const Slot* slot = newer_.Find(key, hash)) return EntryOf(*slot->node);
    Slot* slot = older_.Find(key, hash);
    if (slot == nullptr) return {};
    newer_bytes_ += slot->node->bytes;
    return EntryOf(*newer_.Add(hash, older_.Take(*slot)));
  }

  // `bytes` is the memory that the value owns. The key must not be in the cache.
  Entry Insert(std::string_view key, Value value, size_t bytes) {
    bytes += key.size() + kEntryBytes;
    if (newer_bytes_ + bytes > generation_bytes_) {
      older_ = std::exchange(newer_, {});
      newer_bytes_ = 0;
    }
    newer_bytes_ += bytes;
    return EntryOf(*newer_.Add(XXH3_64bits(key.data(), key.size()),
                               std::make_unique<Node>(Node{std::string(key), std::move(value), bytes})));
  }

  size_t size() const { return newer_.size() + older_.size(); }

 private:
  struct Node {
    std::string key;
    Value value;
    size_t bytes;
  };
  struct Slot {
    uint64_t hash = 0;
    std::unique_ptr<Node> node;
    bool used = false;  // also if its node was removed
  };

  // A hash table with open addressing, at most half full.
  class Generation {
   public:
    // The slot that holds the key, or null.
    Slot* Find(std::string_view key, uint64_t hash) {
      if (slots_.empty()) return nullptr;
      const size_t mask = slots_.size() - 1;
      for (size_t at = hash & mask; slots_[at].used; at = (at + 1) & mask) {
        if (slots_[at].hash == hash && slots_[at].node != nullptr && slots_[at].node->key == key) return &slots_[at];
      }
      return nullptr;
    }
    Node* Add(uint64_t hash, std::unique_ptr<Node> node) {
      if (++count_ * 2 > slots_.size()) Grow();
      Node* const added = node.get();
      Put(hash, std::move(node));
      return added;
    }
    std::unique_ptr<Node> Take(Slot& slot) {
      --count_;  // the slot stays used: nodes are only removed from the older generation, which never grows
      return std::move(slot.node);
    }
    size_t size() const { return count_; }

   private:
    void Put(uint64_t hash, std::unique_ptr<Node> node) {
      const size_t mask = slots_.size() - 1;
      size_t at = hash & mask;
      while (slots_[at].used) at = (at + 1) & mask;
      slots_[at] = {hash, std::move(node), true};
    }
    void Grow() {
      std::vector<Slot> old(std::max<size_t>(16, slots_.size() * 2));
      old.swap(slots_);
      for (Slot& slot : old) {
        if (slot.node != nullptr) Put(slot.hash, std::move(slot.node));
      }
    }

    std::vector<Slot> slots_;
    size_t count_ = 0;
  };

  static Entry EntryOf(Node& node) { return {node.key, &node.value}; }
  static constexpr size_t kEntryBytes = sizeof(Node) + 3 * sizeof(Slot);

  size_t generation_bytes_;
  size_t newer_bytes_ = 0;
  Generation newer_;
  Generation older_;
};

}  // namespace millrace
