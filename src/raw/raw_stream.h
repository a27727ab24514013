// A raw file as a stream of uncompressed bytes: gzip members are inflated one after the other while they are read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "storage/file_system.h"

namespace millrace {

// Not thread-safe. The stream ends early if the file ends inside a member, is damaged, or is not gzip. All bytes before
// that point are returned, and error() describes the fault and its position. Throws only what the file throws.
class RawStream {
 public:
  // Reads `file` in pieces of `read_bytes`. If `gzip` is false, the file is not compressed.
  RawStream(std::unique_ptr<ReadableFile> file, bool gzip, size_t read_bytes);
  ~RawStream();
  RawStream(const RawStream&) = delete;
  RawStream& operator=(const RawStream&) = delete;

  // Writes up to `size` (more than 0) bytes to `out`. Returns their number; 0 at the end or after an error.
  size_t Read(char* out, size_t size);

  const std::string& error() const;  // empty unless the stream ended early
  // The first bytes of a file that is not gzip at all; otherwise empty.
  std::string_view no_gzip() const;
  uint64_t compressed_bytes() const;  // read from the file
  uint64_t raw_bytes() const;         // returned by Read
  // The ContentHash of the file; empty until its end is reached, or if it ended early.
  std::string content_hash() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
