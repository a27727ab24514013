#include "raw/raw_stream.h"

#include <algorithm>
#include <limits>
#include <string_view>

#include <isa-l/igzip_lib.h>

#include "core/error.h"
#include "raw/content_hash.h"

namespace millrace {
namespace {

enum class Phase : uint8_t {
  kBetweenMembers,  // before the first member, or behind one
  kMember,
  kPadding,  // zero bytes behind the last member
  kDone,
};

constexpr uint8_t kMagic = 0x1F;  // the first byte of every member
constexpr std::string_view kNoHeader = "not a gzip header";
constexpr std::string_view kGarbage = "data that is not gzip follows the last member";

std::string_view Describe(int isal_error) {
  switch (isal_error) {
    case ISAL_INVALID_BLOCK:
    case ISAL_INVALID_SYMBOL:
    case ISAL_INVALID_LOOKBACK:
      return "the gzip stream is corrupt";
    case ISAL_UNSUPPORTED_METHOD:
      return "the gzip member uses an unknown method";
    case ISAL_INCORRECT_CHECKSUM:
      return "the gzip member's checksum is wrong";
    default:
      return "the gzip stream cannot be read";
  }
}

}  // namespace

struct RawStream::State {
  State(std::unique_ptr<ReadableFile> opened, bool is_gzip, size_t read_bytes)
      : file(std::move(opened)), gzip(is_gzip), chunk_size(read_bytes) {
    if (!gzip) return;
    chunk = std::make_unique_for_overwrite<uint8_t[]>(chunk_size);
    inflater = std::make_unique<inflate_state>();
    isal_inflate_init(inflater.get());
    inflater->crc_flag = ISAL_GZIP;
  }

  size_t Inflate(char* out, size_t size);
  void StartMember();
  bool HasInput();
  void Took(const void* bytes, size_t size);
  uint64_t Offset() const { return compressed - inflater->avail_in; }
  void Break(std::string_view what, uint64_t offset);
  void BreakAtHeader(uint64_t offset);

  std::unique_ptr<ReadableFile> file;
  const bool gzip;
  const size_t chunk_size;
  std::unique_ptr<uint8_t[]> chunk;
  std::unique_ptr<inflate_state> inflater;
  Phase phase = Phase::kBetweenMembers;
  bool at_end = false;  // of the file
  std::string error;
  std::string_view no_gzip;
  uint64_t members = 0;  // that were read whole
  uint64_t member_start = 0;
  uint64_t compressed = 0;
  uint64_t raw = 0;
  ContentHash hash;
};

bool RawStream::State::HasInput() {
  if (inflater->avail_in > 0) return true;
  if (at_end) return false;
  const size_t got = file->Read(chunk.get(), chunk_size);
  Took(chunk.get(), got);
  inflater->next_in = chunk.get();
  inflater->avail_in = static_cast<uint32_t>(got);
  return !at_end;
}

void RawStream::State::Took(const void* bytes, size_t size) {
  at_end = size == 0;
  compressed += size;
  hash.Add(bytes, size);
}

void RawStream::State::Break(std::string_view what, uint64_t offset) {
  error = std::string(what) + " at byte " + std::to_string(offset);
  phase = Phase::kDone;
}

// Where a member should begin, there is something else.
void RawStream::State::BreakAtHeader(uint64_t offset) {
  // A first chunk is still there.
  if (members == 0 && compressed <= chunk_size) {
    no_gzip = {reinterpret_cast<const char*>(chunk.get()), static_cast<size_t>(compressed)};
  }
  Break(members > 0 ? kGarbage : kNoHeader, offset);
}

void RawStream::State::StartMember() {
  uint8_t* const next_in = inflater->next_in;
  const uint32_t avail_in = inflater->avail_in;
  isal_inflate_reset(inflater.get());
  inflater->crc_flag = ISAL_GZIP;
  inflater->next_in = next_in;
  inflater->avail_in = avail_in;
  member_start = Offset();
  phase = Phase::kMember;
}

size_t RawStream::State::Inflate(char* out, size_t size) {
  size = std::min<size_t>(size, std::numeric_limits<uint32_t>::max());
  while (phase != Phase::kDone) {
    const bool has_input = HasInput();
    switch (phase) {
      case Phase::kBetweenMembers:
        if (!has_input) {
          phase = Phase::kDone;
        } else if (*inflater->next_in == 0 && members > 0) {
          phase = Phase::kPadding;
        } else if (*inflater->next_in != kMagic) {
          BreakAtHeader(Offset());
        } else {
          StartMember();
        }
        break;
      case Phase::kMember: {
        inflater->next_out = reinterpret_cast<uint8_t*>(out);
        inflater->avail_out = static_cast<uint32_t>(size);
        const int result = isal_inflate(inflater.get());
        const size_t got = size - inflater->avail_out;
        raw += got;
        if (result == ISAL_INVALID_WRAPPER) {
          BreakAtHeader(member_start);
        } else if (result < 0) {
          Break(Describe(result), Offset());
        } else if (inflater->block_state == ISAL_BLOCK_FINISH) {
          ++members;
          phase = Phase::kBetweenMembers;
        } else if (got == 0 && !has_input) {
          Break("the gzip stream ends early", compressed);
        }
        if (got > 0) return got;
        break;
      }
      case Phase::kPadding:
        if (!has_input) {
          phase = Phase::kDone;
        } else if (*inflater->next_in == 0) {
          ++inflater->next_in;
          --inflater->avail_in;
        } else {
          Break(kGarbage, Offset());
        }
        break;
      case Phase::kDone:
        break;
    }
  }
  return 0;
}

RawStream::RawStream(std::unique_ptr<ReadableFile> file, bool gzip, size_t read_bytes)
    : state_(std::make_unique<State>(std::move(file), gzip, read_bytes)) {
  MILLRACE_CHECK(read_bytes > 0 && read_bytes <= std::numeric_limits<uint32_t>::max());
}
RawStream::~RawStream() = default;

size_t RawStream::Read(char* out, size_t size) {
  if (state_->gzip) return state_->Inflate(out, size);
  const size_t got = state_->file->Read(out, size);
  state_->Took(out, got);
  state_->raw += got;
  return got;
}

const std::string& RawStream::error() const {
  return state_->error;
}
std::string_view RawStream::no_gzip() const {
  return state_->no_gzip;
}
uint64_t RawStream::compressed_bytes() const {
  return state_->compressed;
}
uint64_t RawStream::raw_bytes() const {
  return state_->raw;
}
std::string RawStream::content_hash() const {
  return state_->at_end ? state_->hash.Text() : std::string();
}

}  // namespace millrace
