// Entries with a key (`std::string_view key`), in the order of the first appearance of their keys. Of duplicate keys
// the last entry wins and takes the position of the first. Takes linear time for any number of entries, because larger
// numbers are indexed.
//
// Not thread-safe.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace millrace {

inline uint32_t HashOfKey(std::string_view key) {
  return static_cast<uint32_t>(XXH3_64bits(key.data(), key.size()));
}
// Entries that carry their key's hash have an overload of their own.
template <typename Entry>
uint32_t HashOf(const Entry& entry) {
  return HashOfKey(entry.key);
}

// At most `kMost` keys are kept.
template <typename Entry, size_t kMost>
class KeyedEntries {
 public:
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }
  size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  const Entry& operator[](size_t i) const { return entries_[i]; }
  // The number of entries that were omitted because there were too many keys.
  uint64_t left_out() const { return left_out_; }

  // Keeps its memory, unless that is more than a normal event needs.
  void clear() {
    constexpr size_t kKept = 128;
    if (entries_.capacity() > kKept) entries_ = {};
    entries_.clear();
    index_.clear();
    if (index_.capacity() > kKept) index_ = {};
    left_out_ = 0;
  }

  void Put(const Entry& entry) {
    if (const size_t at = Find(entry); at != kNowhere) {
      entries_[at] = entry;
    } else if (entries_.size() < kMost) {
      push_back(entry);
    } else {
      ++left_out_;
    }
  }
  // Adds an entry whose key is known to be new.
  void push_back(const Entry& entry) {
    entries_.push_back(entry);
    if (entries_.size() <= kFew) [[likely]]
      return;
    if (entries_.size() * 2 > index_.size()) return Reindex();
    Mark(entry, entries_.size());
  }
  bool Has(const Entry& entry) const { return Find(entry) != kNowhere; }
  template <typename Predicate>
  void RemoveIf(const Predicate& predicate) {
    if (std::erase_if(entries_, predicate) == 0) return;
    index_.clear();
    if (entries_.size() > kFew) Reindex();
  }
  // Adds to the number of omitted entries.
  void NoteLeftOut(uint64_t entries) { left_out_ += entries; }

 private:
  static constexpr size_t kFew = 48;
  static constexpr size_t kNowhere = SIZE_MAX;

  static bool IsSameKey(const Entry& a, const Entry& b) {
    if constexpr (requires { a.key_hash; }) {
      if (a.key_hash != b.key_hash) return false;
    }
    return a.key == b.key;
  }

  size_t Find(const Entry& entry) const {
    if (index_.empty()) {
      for (size_t i = 0; i < entries_.size(); ++i) {
        if (IsSameKey(entries_[i], entry)) return i;
      }
      return kNowhere;
    }
    const size_t mask = index_.size() - 1;
    for (size_t slot = HashOf(entry) & mask; index_[slot] != 0; slot = (slot + 1) & mask) {
      if (IsSameKey(entries_[index_[slot] - 1], entry)) return index_[slot] - 1;
    }
    return kNowhere;
  }

  void Mark(const Entry& entry, size_t number) {
    const size_t mask = index_.size() - 1;
    size_t slot = HashOf(entry) & mask;
    while (index_[slot] != 0) slot = (slot + 1) & mask;
    index_[slot] = static_cast<uint32_t>(number);
  }

  void Reindex() {
    index_.assign(std::bit_ceil(entries_.size() * 4), 0);
    for (size_t i = 0; i < entries_.size(); ++i) Mark(entries_[i], i + 1);
  }

  std::vector<Entry> entries_;
  std::vector<uint32_t> index_;  // by hash: the number of an entry, from 1; 0: none. Empty for few entries
  uint64_t left_out_ = 0;
};

}  // namespace millrace
