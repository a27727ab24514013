// Streams the lines of one raw file (spec/raw-input.md §1): gzip when its name ends in .gz (several members allowed),
// else plain. Memory does not depend on the file's size, only on its longest line.
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
};

class RawFileReader {
 public:
  // Lines longer than this end the file as broken: they are no rows.
  static constexpr size_t kMaxLineBytes = 512u << 20;

  RawFileReader(FileSystem& files, const std::string& path);
  ~RawFileReader();

  // The next line that is not empty; false at the end of the file. Line ends: \n, \r\n, \r.
  bool Next(RawLine& line);

  // After Next gave false: why the file broke off («unexpected end of the gzip stream at byte 123 of 456»), empty when
  // it was read whole. All lines before the break were delivered; the unfinished last one is broken_line().
  const std::string& error() const;
  // The bytes of the line at which the file broke off, and its number.
  RawLine broken_line() const;

  uint64_t compressed_bytes() const;  // read so far
  uint64_t raw_bytes() const;         // inflated so far

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
