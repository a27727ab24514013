// A hash table of aggregates whose key is three pooled texts. Keeps records in the order of insertion; open addressing.
// Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace millrace {

using AggregateKey = std::array<uint32_t, 3>;

// `Record` has a member `AggregateKey key`.
template <typename Record>
class AggregateTable {
 public:
  // The record of a key. Sets `added` if the record is new; then only its key is set.
  Record& Get(const AggregateKey& key, bool& added) {
    added = false;
    if (last_ < records_.size() && records_[last_].key == key) return records_[last_];
    if (records_.size() * 2 >= slots_.size()) Grow();
    const size_t mask = slots_.size() - 1;
    size_t slot = Hash(key) & mask;
    for (; slots_[slot] != 0; slot = (slot + 1) & mask) {
      last_ = slots_[slot] - 1;
      if (records_[last_].key == key) return records_[last_];
    }
    last_ = records_.size();
    slots_[slot] = static_cast<uint32_t>(last_ + 1);
    records_.emplace_back().key = key;
    added = true;
    return records_.back();
  }
  // The key of the last Get; zeros before the first one.
  AggregateKey last_key() const { return last_ < records_.size() ? records_[last_].key : AggregateKey{}; }
  const std::vector<Record>& records() const { return records_; }
  size_t memory_bytes() const { return records_.capacity() * sizeof(Record) + slots_.capacity() * 4; }

 private:
  static size_t Hash(const AggregateKey& key) {
    uint64_t hash = (uint64_t{key[0]} << 32 | key[1]) * 0x9e3779b97f4a7c15;
    hash = (hash ^ (hash >> 29) ^ key[2]) * 0xbf58476d1ce4e5b9;
    return hash ^ (hash >> 32);
  }
  void Grow() {
    slots_.assign(slots_.empty() ? 64 : slots_.size() * 2, 0);
    const size_t mask = slots_.size() - 1;
    for (size_t i = 0; i < records_.size(); ++i) {
      size_t slot = Hash(records_[i].key) & mask;
      while (slots_[slot] != 0) slot = (slot + 1) & mask;
      slots_[slot] = static_cast<uint32_t>(i + 1);
    }
  }

  std::vector<Record> records_;
  std::vector<uint32_t> slots_;
  size_t last_ = 0;  // the last record: consecutive events mostly have the same user
};

}  // namespace millrace
