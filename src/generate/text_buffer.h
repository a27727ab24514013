// A growing byte buffer into which JSON is written directly. It keeps its memory when it is cleared, so that steady
// state allocates nothing. Not thread-safe.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include "core/hex.h"
#include "generate/random.h"

namespace millrace::generate {

class TextBuffer {
 public:
  // Views are valid until the next write.
  std::string_view view() const { return {data_.get(), size_}; }
  std::string_view view(size_t begin, size_t length) const { return {data_.get() + begin, length}; }
  const char* data() const { return data_.get(); }
  size_t size() const { return size_; }
  void Clear() { size_ = 0; }
  void Truncate(size_t size) { size_ = size; }

  // Space for `length` more bytes at the end; Commit says how many of them were used.
  char* Reserve(size_t length) {
    if (size_ + length > capacity_) Grow(length);
    return data_.get() + size_;
  }
  void Commit(size_t length) { size_ += length; }

  TextBuffer& operator<<(std::string_view text) {
    if (text.empty()) return *this;  // memcpy does not accept null
    std::memcpy(Reserve(text.size()), text.data(), text.size());
    size_ += text.size();
    return *this;
  }
  TextBuffer& operator<<(char byte) {
    *Reserve(1) = byte;
    ++size_;
    return *this;
  }
  TextBuffer& operator<<(int64_t number) {
    char* at = Reserve(24);
    size_ += static_cast<size_t>(std::to_chars(at, at + 24, number).ptr - at);
    return *this;
  }
  TextBuffer& operator<<(int number) { return *this << static_cast<int64_t>(number); }
  // The shortest digits that read back as the same number.
  TextBuffer& operator<<(double number) {
    char* at = Reserve(32);
    size_ += static_cast<size_t>(std::to_chars(at, at + 32, number).ptr - at);
    return *this;
  }

  // The low `digits` hexadecimal digits of `bits`, in lower case.
  void AppendHex(uint64_t bits, int digits) {
    char* at = Reserve(static_cast<size_t>(digits));
    for (int i = digits - 1; i >= 0; --i, bits >>= 4) at[i] = kHexDigits[bits & 15];
    size_ += static_cast<size_t>(digits);
  }
  // A random UUID (version 4).
  void AppendUuid(uint64_t high, uint64_t low) {
    AppendHex(high >> 32, 8);
    *this << '-';
    AppendHex(high >> 16, 4);
    *this << '-';
    AppendHex((high & 0x0FFF) | 0x4000, 4);
    *this << '-';
    AppendHex(((low >> 48) & 0x3FFF) | 0x8000, 4);
    *this << '-';
    AppendHex(low, 12);
  }
  // An amount as JavaScript prints it, with at least one digit after the point: 7.5, 298.0, 18.43.
  void AppendCents(int64_t cents) {
    *this << cents / 100 << '.' << static_cast<char>('0' + cents / 10 % 10);
    if (cents % 10 != 0) *this << static_cast<char>('0' + cents % 10);
  }
  // Exactly `digits` decimal digits, with leading zeros.
  void AppendPadded(int64_t number, int digits) {
    char* at = Reserve(static_cast<size_t>(digits));
    for (int i = digits - 1; i >= 0; --i, number /= 10) at[i] = static_cast<char>('0' + number % 10);
    size_ += static_cast<size_t>(digits);
  }

 private:
  // Doubles the capacity, so that the rows of a file cost a few copies and those of the next file none.
  void Grow(size_t length) {
    size_t capacity = capacity_ == 0 ? 4096 : capacity_ * 2;
    while (capacity < size_ + length) capacity *= 2;
    std::unique_ptr<char[]> bigger(new char[capacity]);
    if (size_ != 0) std::memcpy(bigger.get(), data_.get(), size_);
    data_ = std::move(bigger);
    capacity_ = capacity;
  }

  std::unique_ptr<char[]> data_;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace millrace::generate
