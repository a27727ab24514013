// A growing array of bytes that, unlike std::vector, leaves new bytes uninitialised. Data can be appended with whole
// machine words, because kSlack bytes after the end are always accessible. Not thread-safe.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

namespace millrace {

class ByteBuffer {
 public:
  static constexpr size_t kSlack = 64;

  const uint8_t* data() const { return bytes_.get(); }
  uint8_t* data() { return bytes_.get(); }
  size_t size() const { return size_; }
  size_t capacity() const { return capacity_; }
  void clear() { size_ = 0; }

  // Reserves space for `size` more bytes and returns its start. Advance adds them to the size.
  uint8_t* Reserve(size_t size) {
    if (size_ + size + kSlack > capacity_) Grow(size_ + size + kSlack);
    return bytes_.get() + size_;
  }
  void Advance(size_t size) { size_ += size; }

  void Append(const void* data, size_t size) {
    uint8_t* room = Reserve(size);
    if (size > 0) std::memcpy(room, data, size);
    size_ += size;
  }

 private:
  void Grow(size_t least) {
    const size_t capacity = std::max(least, capacity_ * 2);
    auto bytes = std::make_unique_for_overwrite<uint8_t[]>(capacity);
    if (size_ > 0) std::memcpy(bytes.get(), bytes_.get(), size_);
    bytes_ = std::move(bytes);
    capacity_ = capacity;
  }

  std::unique_ptr<uint8_t[]> bytes_;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace millrace
