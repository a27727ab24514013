#include "raw/raw_file.h"

#include <algorithm>
#include <cstring>

#include "core/error.h"
#include "raw/raw_row.h"
#include "raw/raw_stream.h"

namespace millrace {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsBlank(std::string_view line) {
  return line.find_first_not_of(" \t") == std::string_view::npos;
}

}  // namespace

// The buffer holds [0, end): lines that were given out, then from `begin` the next ones, the last of them perhaps
// incomplete. Lines are given out where they lie; behind `capacity` are kJsonPadding bytes more.
struct RawFileReader::State {
  State(FileSystem& files, const std::string& path, const RawReadLimits& given)
      : limits(given),
        stream(files.OpenRead(path), path.ends_with(".gz"), given.read_bytes),
        capacity(given.buffer_bytes),
        buffer(std::make_unique_for_overwrite<char[]>(capacity + kJsonPadding)) {
    MILLRACE_CHECK(given.buffer_bytes > 0);
  }

  bool NextLine(std::string_view& text);
  bool FindLineEnd(size_t& at);
  void Refill();
  std::string_view Take(size_t line_end);

  const RawReadLimits limits;
  RawStream stream;
  size_t capacity;
  std::unique_ptr<char[]> buffer;
  size_t begin = 0;    // of the line that is being read
  size_t scanned = 0;  // no line end in [begin, scanned)
  size_t newline = 0;  // when beyond `scanned`: the first \n from there, or `end` when there is none
  size_t end = 0;
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

void RawFileReader::State::Refill() {
  if (begin > 0) {
    std::memmove(buffer.get(), buffer.get() + begin, end - begin);
    end -= begin;
    begin = 0;
  }
  if (end > limits.max_line_bytes) {
    error = "line " + std::to_string(lines + 1) + " is longer than " + std::to_string(limits.max_line_bytes) + " bytes";
    finished = true;
    return;
  }
  if (end == capacity) {
    const size_t grown = capacity * 2;
    auto larger = std::make_unique_for_overwrite<char[]>(grown + kJsonPadding);
    std::memcpy(larger.get(), buffer.get(), end);
    buffer = std::move(larger);
    capacity = grown;
  }
  scanned = end;
  const size_t got = stream.Read(buffer.get() + end, capacity - end);
  end += got;
  newline = 0;
  if (got == 0) {
    finished = true;
    error = stream.error();
  }
}

std::string_view RawFileReader::State::Take(size_t line_end) {
  std::string_view text(buffer.get() + begin, line_end - begin);
  if (++lines == 1 && text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return text;
}

bool RawFileReader::State::NextLine(std::string_view& text) {
  while (true) {
    if (after_cr && begin < end) {
      if (buffer[begin] == '\n') ++begin;
      scanned = begin;
      after_cr = false;
    }
    size_t at = 0;
    if (FindLineEnd(at)) {
      text = Take(at);
      after_cr = buffer[at] == '\r';
      begin = at + 1;
      scanned = begin;
      return true;
    }
    if (finished) {
      if (begin == end || !error.empty()) return false;
      text = Take(end);
      begin = end;
      return true;
    }
    Refill();
  }
}

RawFileReader::RawFileReader(FileSystem& files, const std::string& path, const RawReadLimits& limits)
    : state_(std::make_unique<State>(files, path, limits)) {}
RawFileReader::~RawFileReader() = default;

bool RawFileReader::Next(RawLine& line) {
  std::string_view text;
  while (state_->NextLine(text)) {
    if (IsBlank(text)) continue;
    line = {text, state_->lines};
    return true;
  }
  return false;
}

const std::string& RawFileReader::error() const {
  return state_->error;
}

RawLine RawFileReader::broken_line() const {
  std::string_view text(state_->buffer.get() + state_->begin, state_->end - state_->begin);
  if (state_->lines == 0 && text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return {text, state_->lines + 1};
}

uint64_t RawFileReader::compressed_bytes() const {
  return state_->stream.compressed_bytes();
}
uint64_t RawFileReader::raw_bytes() const {
  return state_->stream.raw_bytes();
}

}  // namespace millrace
