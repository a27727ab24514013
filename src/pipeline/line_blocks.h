// Passes lines from a worker that reads a file to workers that have no file left, so that the last files of a run, or
// its only file, keep all workers busy. Thread-safe.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "raw/raw_file.h"
#include "raw/raw_row.h"

namespace millrace {

// A copy of some lines of one file.
class LineBlock {
 public:
  explicit LineBlock(std::string file = {}) : file_(std::move(file)) {}

  void Add(const RawLine& line) {
    lines_.push_back({bytes_.size(), line.text.size(), line.number, line.too_long_bytes});
    bytes_ += line.text;
  }
  // Adds the padding that kernels require after a line. Call once, after the last Add.
  void Pad() { bytes_.append(kJsonPadding, '\0'); }

  const std::string& file() const { return file_; }
  size_t bytes() const { return bytes_.size(); }
  size_t size() const { return lines_.size(); }
  RawLine operator[](size_t index) const {
    const Line& line = lines_[index];
    return {std::string_view(bytes_).substr(line.begin, line.size), line.number, line.too_long_bytes};
  }

 private:
  struct Line {
    size_t begin;
    size_t size;
    uint64_t number;
    uint64_t too_long_bytes;
  };
  std::string file_;
  std::string bytes_;
  std::vector<Line> lines_;
};

class LineBlocks {
 public:
  // `readers`: the number of workers that may still put blocks.
  explicit LineBlocks(size_t readers) : readers_(readers) {}

  // Whether a worker is waiting and no block is available for it.
  bool Wanted() const { return wanted_.load(std::memory_order_relaxed) > 0; }
  void Put(LineBlock block);
  // A reader has no file left; from now on it only takes blocks.
  void ReaderDone();
  // Waits for a block. Returns false if none will come: all readers are done and nothing is left, or Stop was called.
  bool Take(LineBlock& block);
  void Stop();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<LineBlock> blocks_;
  std::atomic<int> wanted_{0};
  size_t readers_;
  bool stopped_ = false;
};

}  // namespace millrace
