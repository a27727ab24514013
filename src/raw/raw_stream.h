// The bytes of a raw file as they were before gzip: one member after another, inflated as they are read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "storage/file_system.h"

namespace millrace {

// Not thread-safe. A break (the file ends inside a member, damaged data, something that is no gzip) ends the stream:
// the bytes before it were given, error() says what and where. Throws only what the file throws.
class RawStream {
 public:
  // Reads `file` in pieces of `read_bytes`; as it is when `gzip` is false.
  RawStream(std::unique_ptr<ReadableFile> file, bool gzip, size_t read_bytes);
  ~RawStream();
  RawStream(const RawStream&) = delete;
  RawStream& operator=(const RawStream&) = delete;

  // Writes up to `size` (more than 0) bytes to `out`; returns how many, 0 at the end or at a break.
  size_t Read(char* out, size_t size);

  const std::string& error() const;  // empty unless the stream broke off
  // The first bytes of a file that is no gzip at all; else empty.
  std::string_view no_gzip() const;
  uint64_t compressed_bytes() const;  // read from the file
  uint64_t raw_bytes() const;         // given out
  // Of all bytes of the file, as ContentHash gives it; empty before its end, or where it broke off.
  std::string content_hash() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
