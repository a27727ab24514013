// How far a long command is: one line on a terminal, cut to its width, redrawn ten times a second; elsewhere a plain
// log line every few seconds. Workers call Update as often as they like: between two drawings it costs a clock reading.
//
// Thread-safe. Owned by the command; the work takes a pointer, null when nobody wants to know.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace millrace {

// Sums over all workers since the start.
struct ProgressCounts {
  uint64_t files_done = 0;
  uint64_t files_total = 0;
  uint64_t bytes_done = 0;  // as stored
  uint64_t bytes_total = 0;
  uint64_t bytes_raw = 0;  // after the outer gunzip
  uint64_t events = 0;
};

class Progress {
 public:
  enum class Style : uint8_t { kStatusLine, kLogLines };

  struct Options {
    Style style = Style::kLogLines;
    std::string label = "processing";
    std::function<int64_t()> now_ms;                   // milliseconds of any steady clock; null: the machine's
    std::function<size_t()> width;                     // of the terminal, asked at each drawing
    std::function<void(std::string_view line)> write;  // null: the status line or the log
  };

  // A status line when stderr is a terminal, else log lines.
  static Options ForStderr();

  explicit Progress(Options options);
  // Removes the status line.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Update(const ProgressCounts& counts);

  // The text of a line, for tests: `processing  3/12 files  25 %  1,234,567 events  250,000/s  245 MB/s  12s left`.
  static std::string Line(std::string_view label, const ProgressCounts& counts, int64_t elapsed_ms);

 private:
  const Options options_;
  const int64_t start_ms_;
  std::atomic<int64_t> next_ms_;
  std::mutex mutex_;
};

}  // namespace millrace
