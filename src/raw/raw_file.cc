#include "raw/raw_file.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/error.h"
#include "core/utf8.h"
#include "raw/raw_row.h"
#include "raw/raw_stream.h"

namespace millrace {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsBlankLine(std::string_view line) {
  return line.find_first_not_of(" \t") == std::string_view::npos;
}

}  // namespace

// The buffer contains [0, end): lines that were returned, then, from `begin`, the next lines, of which the last may be
// incomplete. Lines are returned as views of the buffer, which has kJsonPadding more bytes than `capacity`. Of a line
// beyond the limit the buffer keeps the first `kept` bytes; the rest is read after these and dropped.
struct RawFileReader::State {
  State(std::unique_ptr<ReadableFile> file, std::string_view name, const RawReadLimits& given)
      : limits(given),
        stream(std::move(file), name.ends_with(".gz"), given.read_bytes),
        capacity(given.buffer_bytes),
        buffer(std::make_unique_for_overwrite<char[]>(capacity + kJsonPadding)) {
    MILLRACE_CHECK(given.buffer_bytes > 0);
  }

  bool NextLine(RawLine& line);
  bool FindLineEnd(size_t& at);
  void Refill();
  void Resize(size_t bytes);
  void DropBeyondKept();
  RawLine LineUpTo(size_t line_end) const;
  void Take(size_t line_end, RawLine& line);

  const RawReadLimits limits;
  RawStream stream;
  size_t capacity;
  std::unique_ptr<char[]> buffer;
  size_t begin = 0;    // of the line that is being read
  size_t scanned = 0;  // no line end in [begin, scanned)
  size_t newline = 0;  // if beyond `scanned`: the first \n from there, or `end` if there is none
  size_t end = 0;
  size_t kept = 0;        // not 0: of the current line, which is beyond the limit
  uint64_t dropped = 0;   // bytes of that line that followed and are no longer in the buffer
  bool after_cr = false;  // the last line ended with \r: a \n that follows belongs to it
  bool finished = false;  // nothing more to read
  uint64_t lines = 0;
  std::string error;
};

bool RawFileReader::State::FindLineEnd(size_t& at) {
  const auto find = [&](char c, size_t from, size_t to) {
    const void* const found = std::memchr(buffer.get() + from, c, to - from);
    return found == nullptr ? to : static_cast<size_t>(static_cast<const char*>(found) - buffer.get());
  };
  if (newline <= scanned) newline = find('\n', scanned, end);
  at = find('\r', scanned, newline);
  scanned = at;
  return at < end;
}

void RawFileReader::State::Resize(size_t bytes) {
  auto other = std::make_unique_for_overwrite<char[]>(bytes + kJsonPadding);
  std::memcpy(other.get(), buffer.get(), end);
  buffer = std::move(other);
  capacity = bytes;
}

// Makes room in a buffer that holds nothing but the beginning of a line beyond the limit.
void RawFileReader::State::DropBeyondKept() {
  if (kept == 0) {
    kept = std::min(limits.kept_bytes, limits.max_line_bytes) + 1;  // one more, to cut between characters
    dropped = end - kept;
    end = kept;
    Resize(std::max(limits.buffer_bytes, kept * 2));
  } else {
    dropped += end - kept;
    end = kept;
  }
}

void RawFileReader::State::Refill() {
  if (begin > 0) {
    std::memmove(buffer.get(), buffer.get() + begin, end - begin);
    end -= begin;
    begin = 0;
  }
  if (kept > 0 || end > limits.max_line_bytes) {
    DropBeyondKept();
  } else if (end == capacity) {
    // One byte beyond the limit shows that a line exceeds it.
    Resize(std::min(capacity * 2, std::max(capacity, limits.max_line_bytes) + 1));
  }
  scanned = end;
  const uint64_t left = limits.most_raw_bytes - stream.raw_bytes();
  const size_t got = left == 0 ? 0 : stream.Read(buffer.get() + end, std::min<uint64_t>(capacity - end, left));
  end += got;
  newline = 0;
  if (got == 0) {
    finished = true;
    error = left == 0 ? "stopped after " + std::to_string(stream.raw_bytes()) + " bytes" : stream.error();
  }
}

// The current line if it ends there.
RawLine RawFileReader::State::LineUpTo(size_t line_end) const {
  RawLine line{.text = {buffer.get() + begin, line_end - begin}, .number = lines + 1};
  if (lines == 0 && line.text.starts_with(kByteOrderMark)) line.text.remove_prefix(kByteOrderMark.size());
  if (const uint64_t bytes = line_end - begin + dropped; bytes > limits.max_line_bytes) {
    line.too_long_bytes = bytes;
    line.text = TruncateUtf8(line.text, std::min(limits.kept_bytes, limits.max_line_bytes));
  }
  return line;
}

void RawFileReader::State::Take(size_t line_end, RawLine& line) {
  line = LineUpTo(line_end);
  ++lines;
  kept = 0;
  dropped = 0;
}

bool RawFileReader::State::NextLine(RawLine& line) {
  while (true) {
    if (after_cr && begin < end) {
      if (buffer[begin] == '\n') ++begin;
      scanned = begin;
      after_cr = false;
    }
    size_t at = 0;
    if (FindLineEnd(at)) {
      Take(at, line);
      after_cr = buffer[at] == '\r';
      begin = at + 1;
      scanned = begin;
      return true;
    }
    if (finished) {
      if (begin == end || !error.empty()) return false;
      Take(end, line);
      begin = end;
      return true;
    }
    Refill();
  }
}

RawFileReader::RawFileReader(FileSystem& files, const std::string& path, const RawReadLimits& limits)
    : RawFileReader(files.OpenRead(path), path, limits) {}
RawFileReader::RawFileReader(std::unique_ptr<ReadableFile> file, std::string_view name, const RawReadLimits& limits)
    : state_(std::make_unique<State>(std::move(file), name, limits)) {}
RawFileReader::~RawFileReader() = default;

bool RawFileReader::Next(RawLine& line) {
  while (state_->NextLine(line)) {
    if (line.too_long_bytes > 0 || !IsBlankLine(line.text)) return true;
  }
  return false;
}

const std::string& RawFileReader::error() const {
  return state_->error;
}

RawLine RawFileReader::broken_line() const {
  return state_->LineUpTo(state_->end);
}

std::string_view RawFileReader::no_gzip() const {
  return state_->stream.no_gzip();
}
uint64_t RawFileReader::compressed_bytes() const {
  return state_->stream.compressed_bytes();
}
std::string RawFileReader::content_hash() const {
  return state_->stream.content_hash();
}
uint64_t RawFileReader::raw_bytes() const {
  return state_->stream.raw_bytes();
}

}  // namespace millrace
