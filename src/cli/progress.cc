#include "cli/progress.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "cli/terminal.h"
#include "core/log.h"
#include "core/quantity.h"
#include "core/time.h"

namespace millrace {
namespace {

constexpr int64_t kStatusLineEveryMs = 100;
constexpr int64_t kLogLineEveryMs = 5000;
// Before this time no rate is shown, because it would be a guess.
constexpr int64_t kFirstRateMs = 500;
constexpr size_t kNarrowTerminal = 80;

Progress::Options Complete(Progress::Options options) {
  const bool line = options.style == Progress::Style::kStatusLine;
  if (!options.now_ms) {
    options.now_ms = [] {
      return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
          .count();
    };
  }
  if (!options.width) {
    options.width = [line] { return line ? TerminalWidth(stderr, kNarrowTerminal) : SIZE_MAX; };
  }
  if (!options.write) {
    options.write = [line](std::string_view text) { line ? SetStatusLine(text) : LogInfo(text); };
  }
  return options;
}

int64_t Interval(Progress::Style style) {
  return style == Progress::Style::kStatusLine ? kStatusLineEveryMs : kLogLineEveryMs;
}

}  // namespace

Progress::Options Progress::ForStderr() {
  Options options;
  options.style = IsTerminal(stderr) ? Style::kStatusLine : Style::kLogLines;
  return options;
}

Progress::Progress(Options options)
    : options_(Complete(std::move(options))),
      start_ms_(options_.now_ms()),
      next_ms_(start_ms_ + Interval(options_.style)) {}

Progress::~Progress() {
  if (options_.style == Style::kStatusLine) options_.write("");
}

void Progress::Update(const ProgressCounts& counts) {
  const int64_t now = options_.now_ms();
  if (now < next_ms_) return;
  next_ms_ = now + Interval(options_.style);
  const std::string line = Line(options_.label, counts, now - start_ms_);
  const size_t width = options_.width();
  // The last column is not used, because some terminals wrap when the cursor is after it.
  options_.write(width == SIZE_MAX ? line : CutToWidth(line, width - std::min<size_t>(width, 1)));
}

std::string Progress::Line(std::string_view label, const ProgressCounts& counts, int64_t elapsed_ms) {
  std::string line(label);
  line += "  " + FormatCount(counts.files_done) + "/" + FormatCount(counts.files_total) + " files";
  if (counts.bytes_total > 0) {
    const uint64_t percent = std::min<uint64_t>(100, counts.bytes_done * 100 / counts.bytes_total);
    line += "  " + std::to_string(percent) + " %";
  }
  // Jobs that rewrite lake files read no events.
  const bool reads_events = counts.events > 0 || counts.bytes_raw > 0;
  if (reads_events) line += "  " + FormatCount(counts.events) + " events";
  if (elapsed_ms < kFirstRateMs) return line;
  const double seconds = static_cast<double>(elapsed_ms) / 1000;
  if (reads_events) {
    line += "  " + FormatCount(static_cast<uint64_t>(static_cast<double>(counts.events) / seconds)) + "/s";
    line += "  " + FormatDecimal(static_cast<double>(counts.bytes_raw) / 1e6 / seconds) + " MB/s";
  }
  if (counts.bytes_done > 0 && counts.bytes_done < counts.bytes_total) {
    const double left =
        static_cast<double>(counts.bytes_total - counts.bytes_done) / static_cast<double>(counts.bytes_done) * seconds;
    line += "  " + FormatDuration(std::max<int64_t>(1, static_cast<int64_t>(left)) * 1000) + " left";
  }
  return line;
}

}  // namespace millrace
