#include "raw/payload.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <new>

#include <libdeflate.h>

#include "core/base64.h"
#include "core/error.h"
#include "core/json_dialect.h"
#include "core/trim.h"
#include "core/url.h"
#include "core/utf8.h"

namespace millrace {
namespace {

// A buffer that grew beyond this for one payload is freed before the next one.
constexpr size_t kKeepPayloadBytes = 1u << 20;
// The deflate format cannot expand a byte to more than this.
constexpr size_t kMaxExpansion = 1032;
constexpr size_t kSmallestGzip = 18;

// Uninitialised bytes with room for kJsonPadding after them.
class Buffer {
 public:
  char* data() { return bytes_.get(); }
  size_t capacity() const { return capacity_; }

  // Makes room for `size` bytes; what was in the buffer is lost.
  void Reset(size_t size) {
    if (size > capacity_) Allocate(std::max<size_t>(size, 4096));
  }

  void GiveBackLarge() {
    if (capacity_ <= kKeepPayloadBytes) return;
    bytes_.reset();
    capacity_ = 0;
  }

  // Makes room for `size` bytes and keeps the first `used`.
  void Grow(size_t size, size_t used) {
    auto old = std::move(bytes_);
    Allocate(size);
    std::memcpy(bytes_.get(), old.get(), used);
  }

 private:
  void Allocate(size_t size) {
    bytes_ = std::make_unique_for_overwrite<char[]>(size + kJsonPadding);
    capacity_ = size;
  }

  std::unique_ptr<char[]> bytes_;
  size_t capacity_ = 0;
};

struct FreeDecompressor {
  void operator()(libdeflate_decompressor* decompressor) const { libdeflate_free_decompressor(decompressor); }
};

bool OpensJson(std::string_view text) {
  return text.starts_with('[') || text.starts_with('{');
}

bool IsGzip(std::string_view bytes) {
  return bytes.starts_with("\x1F\x8B");
}

// The value of the first field of the form with events, still encoded; null if there is none.
NullableText EventsOfForm(std::string_view form) {
  for (size_t begin = 0; begin <= form.size();) {
    const size_t end = std::min(form.find('&', begin), form.size());
    const std::string_view field = form.substr(begin, end - begin);
    for (const std::string_view name : {"data_list=", "data="}) {
      if (field.starts_with(name)) return field.substr(name.size());
    }
    begin = end + 1;
  }
  return {};
}

// The size stated by the last member, which is only a hint.
size_t SizeHint(std::string_view gzip) {
  uint32_t size = 0;
  for (size_t i = 0; i < 4; ++i) size |= uint32_t{static_cast<unsigned char>(gzip[gzip.size() - 4 + i])} << (8 * i);
  return std::min<size_t>(size, gzip.size() * kMaxExpansion);
}

}  // namespace

struct PayloadDecoder::State {
  explicit State(size_t limit) : max_bytes(limit), decompressor(libdeflate_alloc_decompressor()) {
    if (decompressor == nullptr) throw std::bad_alloc();
  }

  Result Fail(RejectReason reason, std::string_view text);
  Result Accept(std::string_view text, bool from_gzip);
  Result Plain(std::string_view text, bool padded);
  Result Packed(std::string_view base64, bool may_be_plain);
  bool Inflate(std::string_view gzip, std::string_view& text);
  bool Normalise(std::string_view json, Result& result);
  void GiveBackLarge();

  const size_t max_bytes;
  std::unique_ptr<libdeflate_decompressor, FreeDecompressor> decompressor;
  Buffer plain;
  Buffer gzip;
  Buffer inflated;
  std::string detail;
  // The last payload, for Repair.
  NullableText current;
  bool current_inflated = false;
  JsonDialect dialect = JsonDialect::kLenient;
  std::string form_value;
  std::string without_breaks;
  std::string strict;
};

void PayloadDecoder::State::GiveBackLarge() {
  for (Buffer* buffer : {&plain, &gzip, &inflated}) buffer->GiveBackLarge();
  for (std::string* text : {&form_value, &without_breaks, &strict}) {
    if (text->capacity() > kKeepPayloadBytes) *text = {};
  }
}

PayloadDecoder::Result PayloadDecoder::State::Fail(RejectReason reason, std::string_view text) {
  current = {};
  detail = text;
  Result result;
  result.reason = reason;
  result.detail = detail;
  return result;
}

PayloadDecoder::Result PayloadDecoder::State::Accept(std::string_view text, bool from_gzip) {
  current = text;
  current_inflated = from_gzip;
  Result result;
  result.json = text;
  return result;
}

PayloadDecoder::Result PayloadDecoder::State::Plain(std::string_view text, bool padded) {
  if (padded) return Accept(text, false);
  plain.Reset(text.size());
  std::memcpy(plain.data(), text.data(), text.size());
  return Accept({plain.data(), text.size()}, false);
}

// Decompresses all members. Ignores data after the last one that is not a member, like the reference system.
bool PayloadDecoder::State::Inflate(std::string_view bytes, std::string_view& text) {
  if (bytes.size() < kSmallestGzip || !IsGzip(bytes)) {
    detail = IsGzip(bytes) ? "the gzip data ends early" : "base64, but not of gzip";
    return false;
  }
  inflated.Reset(std::min(SizeHint(bytes), max_bytes));
  size_t used = 0;
  while (true) {
    size_t read = 0;
    size_t written = 0;
    const size_t room = std::min(inflated.capacity(), max_bytes) - used;
    const libdeflate_result result = libdeflate_gzip_decompress_ex(decompressor.get(), bytes.data(), bytes.size(),
                                                                   inflated.data() + used, room, &read, &written);
    if (result == LIBDEFLATE_INSUFFICIENT_SPACE) {
      if (inflated.capacity() >= max_bytes) {
        detail = "the payload decompresses to more than " + std::to_string(max_bytes) + " bytes";
        return false;
      }
      inflated.Grow(std::min(inflated.capacity() * 2, max_bytes), used);
      continue;
    }
    if (result != LIBDEFLATE_SUCCESS) {
      detail = "the gzip data is corrupt or ends early";
      return false;
    }
    used += written;
    bytes.remove_prefix(read);
    if (!IsGzip(bytes)) break;
  }
  text = {inflated.data(), used};
  return true;
}

PayloadDecoder::PayloadDecoder(size_t max_payload_bytes) : state_(std::make_unique<State>(max_payload_bytes)) {}
PayloadDecoder::~PayloadDecoder() = default;

// `may_be_plain`: the base64 may contain uncompressed JSON.
PayloadDecoder::Result PayloadDecoder::State::Packed(std::string_view base64, bool may_be_plain) {
  gzip.Reset(Base64DecodedBound(base64.size()));
  const Base64Result decoded = DecodeBase64(base64, gzip.data());
  if (!decoded.ok) {
    return Fail(RejectReason::bad_payload, "neither JSON nor base64, see byte " + std::to_string(decoded.error_at + 1));
  }
  const std::string_view bytes(gzip.data(), decoded.size);
  if (may_be_plain && OpensJson(bytes)) return Accept(bytes, false);
  std::string_view text;
  if (!Inflate(bytes, text)) return Fail(RejectReason::bad_payload, std::string(detail));
  const size_t first = text.find_first_not_of(kBlanks);
  text.remove_prefix(std::min(first, text.size()));
  if (!OpensJson(text))
    return Fail(RejectReason::bad_payload, "the decompressed text is neither an object nor an array");
  return Accept(text, true);
}

PayloadDecoder::Result PayloadDecoder::Decode(NullableText data, bool padded, PayloadForm form) {
  State& state = *state_;
  state.GiveBackLarge();
  if (data.data() == nullptr) return state.Fail(RejectReason::missing_payload, "data is null or missing");
  const std::string_view trimmed = TrimControls(data);
  if (trimmed.empty()) return state.Fail(RejectReason::missing_payload, "data is empty");
  state.dialect = form == PayloadForm::kBundle ? JsonDialect::kLenient : JsonDialect::kStrict;
  // More values, or other text, may follow the first value, so the last character says nothing.
  if (OpensJson(trimmed)) return state.Plain(trimmed, padded);
  if (form == PayloadForm::kBundle) return state.Packed(data, false);
  if (form == PayloadForm::kJson) return state.Fail(RejectReason::bad_payload, "neither a JSON object nor an array");
  const NullableText value = EventsOfForm(trimmed);
  if (value.data() == nullptr) return state.Fail(RejectReason::bad_payload, "neither JSON nor a form with data");
  // An unescaped `+` is decoded as a space, and base64 contains no spaces (spec/README.md).
  const std::string_view decoded = UrlDecode(value, state.form_value);
  if (decoded.find(' ') == std::string_view::npos) return state.Packed(decoded, true);
  std::string base64(decoded);
  std::ranges::replace(base64, ' ', '+');
  return state.Packed(base64, true);
}

// Normalises all values at the start of `json`, one after the other. Returns false if there is none.
bool PayloadDecoder::State::Normalise(std::string_view json, Result& result) {
  JsonNormaliser normaliser(json, dialect);
  strict.clear();
  strict.reserve(json.size() + kJsonPadding);
  if (!normaliser.Next(strict, detail)) return false;
  while (!normaliser.rest().empty()) {
    strict += '\n';
    if (normaliser.Next(strict, detail)) continue;
    strict.pop_back();
    break;
  }
  result.rest = normaliser.rest();
  strict.reserve(strict.size() + kJsonPadding);
  result.json = strict;
  result.rest_detail = detail;
  return true;
}

PayloadDecoder::Result PayloadDecoder::Repair() {
  State& state = *state_;
  const NullableText json = state.current;
  MILLRACE_CHECK(json.data() != nullptr);
  Result result;
  bool sound = state.Normalise(json, result);
  if ((!sound || !result.rest.empty()) && state.current_inflated &&
      json.find_first_of("\r\n") != std::string_view::npos) {
    const std::string first = state.detail;
    state.without_breaks.clear();
    std::copy_if(json.begin(), json.end(), std::back_inserter(state.without_breaks),
                 [](char c) { return c != '\r' && c != '\n'; });
    Result second;
    const bool second_sound = state.Normalise(state.without_breaks, second);
    if (second_sound && (!sound || second.rest.empty())) {
      sound = true;
      result = second;
    } else if (sound) {
      (void)state.Normalise(json, result);  // what it was
    } else {
      state.detail = first;
    }
  }
  if (sound) {
    result.replaced_utf8 = !IsValidUtf8(json);
  } else {
    result.detail = state.detail;
  }
  return result;
}

}  // namespace millrace
