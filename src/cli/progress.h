// The progress of a long command: one line on a terminal, cut to its width, redrawn ten times a second; otherwise a
// plain log line every few seconds. Update may be called often: between two drawings it only reads the clock.
//
// For one thread at a time. Owned by the command, whose JobObserver calls Update.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "pipeline/progress_counts.h"

namespace millrace {

class Progress {
 public:
  enum class Style : uint8_t { kStatusLine, kLogLines };

  struct Options {
    Style style = Style::kLogLines;
    std::string label = "processing";
    std::function<int64_t()> now_ms;                   // milliseconds of any steady clock; null: the machine's
    std::function<size_t()> width;                     // of the terminal, called for each drawing
    std::function<void(std::string_view line)> write;  // null: the status line or the log
  };

  // A status line if stderr is a terminal, otherwise log lines.
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
  int64_t next_ms_;
};

}  // namespace millrace
