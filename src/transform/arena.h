// A bump allocator for texts that must live as long as a bundle of events. Reset keeps the memory, up to kKeepBytes, so
// steady state allocates nothing. Not thread-safe.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace millrace {

class Arena {
 public:
  // Copies a text, followed by `padding` readable bytes. The copy lives until Reset; its data() is never null.
  std::string_view Copy(std::string_view text, size_t padding = 0) {
    char* place = Allocate(text.size() + padding);
    if (!text.empty()) std::memcpy(place, text.data(), text.size());
    if (padding > 0) std::memset(place + text.size(), ' ', padding);
    return {place, text.size()};
  }

  void Reset() {
    while (bytes_ > kKeepBytes) {
      bytes_ -= blocks_.back().size;
      blocks_.pop_back();
    }
    block_ = 0;
    used_ = 0;
    ++generation_;
  }
  // Differs for every arena and after every Reset. Code that keeps a view into the arena, or into anything with the
  // same lifetime, compares it to find out whether the view is still valid.
  uint64_t generation() const { return generation_; }

 private:
  static constexpr size_t kBlockBytes = 64u << 10;
  static constexpr size_t kKeepBytes = 4u << 20;

  struct Block {
    std::unique_ptr<char[]> bytes;
    size_t size;
  };

  char* Allocate(size_t size) {
    while (block_ < blocks_.size()) {
      if (used_ + size <= blocks_[block_].size) {
        char* place = blocks_[block_].bytes.get() + used_;
        used_ += size;
        return place;
      }
      ++block_;
      used_ = 0;
    }
    const size_t bytes = size > kBlockBytes ? size : kBlockBytes;
    blocks_.push_back({std::make_unique_for_overwrite<char[]>(bytes), bytes});
    bytes_ += bytes;
    used_ = size;
    return blocks_.back().bytes.get();
  }

  std::vector<Block> blocks_;
  size_t block_ = 0;
  size_t used_ = 0;
  size_t bytes_ = 0;  // of all blocks
  static inline std::atomic<uint64_t> arenas_{0};

  uint64_t generation_ = ++arenas_ << 40;
};

}  // namespace millrace
