// A bounded cache of look-ups keyed by a text, for one worker. It keeps two generations: when the newer one is full it
// becomes the older one, and the older one is forgotten; an entry that is used moves to the newer. So what is in use
// stays, at the cost of one hash look-up and no list to maintain.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

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

  // Key and value stay where they are until a later Insert.
  Entry Find(std::string_view key) {
    if (auto found = newer_.find(key); found != newer_.end()) return {found->first, &found->second.value};
    auto found = older_.find(key);
    if (found == older_.end()) return {};
    size_t bytes = found->second.bytes;
    auto moved = newer_.insert(older_.extract(found)).position;
    newer_bytes_ += bytes;
    return {moved->first, &moved->second.value};
  }

  // `bytes` is what the value holds outside of itself. The key must not be in the cache.
  Entry Insert(std::string_view key, Value value, size_t bytes) {
    bytes += key.size() + kEntryBytes;
    if (newer_bytes_ + bytes > generation_bytes_) {
      older_ = std::exchange(newer_, {});
      newer_bytes_ = 0;
    }
    auto inserted = newer_.try_emplace(std::string(key), Slot{std::move(value), bytes}).first;
    newer_bytes_ += bytes;
    return {inserted->first, &inserted->second.value};
  }

  size_t size() const { return newer_.size() + older_.size(); }

 private:
  struct Slot {
    Value value;
    size_t bytes;
  };
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return XXH3_64bits(text.data(), text.size()); }
  };
  using Map = std::unordered_map<std::string, Slot, Hash, std::equal_to<>>;
  static constexpr size_t kEntryBytes = sizeof(std::pair<const std::string, Slot>) + 4 * sizeof(void*);

  size_t generation_bytes_;
  size_t newer_bytes_ = 0;
  Map newer_;
  Map older_;
};

}  // namespace millrace
