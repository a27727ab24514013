// Streams the lines of one raw file (spec/raw-input.md §1): gzip when its name ends in .gz (several members allowed),
// else plain. Memory does not depend on the file's size, only on its longest line, and that is bounded.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "storage/file_system.h"

namespace millrace {

struct RawLine {
  std::string_view text;  // without its line end; followed by kJsonPadding readable bytes; valid until the next call
  uint64_t number = 0;    // from 1, empty lines counted
  // Not 0: the line has this many bytes, more than the limit, and `text` is only its beginning.
  uint64_t too_long_bytes = 0;
};

// How much a reader holds. The defaults are the product's; tests make them small.
struct RawReadLimits {
  size_t read_bytes = 256u << 10;     // of one read of the file
  size_t buffer_bytes = 1u << 20;     // of inflated text; grows for longer lines
  size_t max_line_bytes = 64u << 20;  // of a longer line only the beginning is kept
  size_t kept_bytes = 64u << 10;      // of such a line; cut between characters
};

// Not thread-safe. Throws only what the file system throws; what is wrong with the content is in error().
class RawFileReader {
 public:
  RawFileReader(FileSystem& files, const std::string& path, const RawReadLimits& limits = {});
  ~RawFileReader();
  RawFileReader(const RawFileReader&) = delete;
  RawFileReader& operator=(const RawFileReader&) = delete;

  // The next line that is not blank; false at the end of the file. Line ends: \n, \r\n, \r. A byte order mark at the
  // start of the file is skipped. A file of no bytes has no lines, whatever its name (the store writes such markers).
  // A line beyond the limit is given, too, with too_long_bytes set.
  bool Next(RawLine& line);

  // After Next gave false: why the file broke off («the gzip stream breaks off at byte 123»), empty when it was read
  // whole. All complete lines before the break were delivered. Zero bytes behind the last gzip member are padding;
  // anything else there is a break.
  const std::string& error() const;
  // The line at which the file broke off, as far as it was read; the text may be empty.
  RawLine broken_line() const;
  // The first bytes of a file that is named .gz and is no gzip at all; else empty.
  std::string_view no_gzip() const;

  uint64_t compressed_bytes() const;  // read so far
  uint64_t raw_bytes() const;         // inflated so far
  // Of the file's bytes as they are stored (content_hash.h); empty unless it was read to its end.
  std::string content_hash() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
