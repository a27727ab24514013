// Streams the lines of one raw file (spec/raw-input.md §1): gzip if its name ends in .gz (several members allowed),
// otherwise plain text. Memory depends only on the longest line, which is bounded, and not on the size of the file.
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
  // If not 0, the line has this many bytes, more than the limit, and `text` is only its beginning.
  uint64_t too_long_bytes = 0;
};

// Buffer sizes and limits of a reader. The defaults are those of the product; tests make them small.
struct RawReadLimits {
  size_t read_bytes = 256u << 10;     // of one read of the file
  size_t buffer_bytes = 256u << 10;   // of inflated text, so that it stays in the cache; grows for longer lines
  size_t max_line_bytes = 64u << 20;  // of a longer line only the beginning is kept
  size_t kept_bytes = 64u << 10;      // of such a line; cut between characters
  // Of inflated text. The reader stops there with an error, and the line that it stopped in is its broken_line.
  uint64_t most_raw_bytes = UINT64_MAX;
};

// Not thread-safe. Throws only errors of the file system; errors of the content are in error().
class RawFileReader {
 public:
  RawFileReader(FileSystem& files, const std::string& path, const RawReadLimits& limits = {});
  // An open file; `name` tells whether it is gzip.
  RawFileReader(std::unique_ptr<ReadableFile> file, std::string_view name, const RawReadLimits& limits = {});
  ~RawFileReader();
  RawFileReader(const RawFileReader&) = delete;
  RawFileReader& operator=(const RawFileReader&) = delete;

  // Reads the next line that is not blank; returns false at the end of the file. Line ends: \n, \r\n, \r. Skips a byte
  // order mark at the start of the file. An empty file has no lines, whatever its name (the store writes such markers).
  // A line beyond the limit is returned, too, with too_long_bytes set.
  bool Next(RawLine& line);

  // After Next returned false: why the file could not be read to its end («the gzip stream ends early at byte 123»), or
  // empty. All complete lines before that point were returned. Zero bytes after the last gzip member are padding;
  // anything else there is an error.
  const std::string& error() const;
  // The incomplete line at that point, as far as it was read; the text may be empty.
  RawLine broken_line() const;
  // The first bytes of a file that is named .gz but is not gzip; else empty.
  std::string_view no_gzip() const;

  uint64_t compressed_bytes() const;  // read so far
  uint64_t raw_bytes() const;         // inflated so far
  // Hash of the bytes of the file as stored (content_hash.h); empty unless it was read to its end.
  std::string content_hash() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
