#include "core/url.h"

#define XXH_INLINE_ALL
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include <xxhash.h>

#include "core/ascii.h"
#include "core/percent_encoding.h"
#include "core/trim.h"

namespace millrace {
namespace {

constexpr size_t kNotFound = std::string_view::npos;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// What must follow the first byte of a sequence: the number of bytes, and the range of the first of them.
struct SequenceRule {
  int following;  // 0: the byte starts no sequence
  int low = 0x80;
  int high = 0xBF;
};

SequenceRule RuleOf(int byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {1};
  if (byte == 0xE0) return {2, 0xA0};
  if (byte == 0xED) return {2, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {2};
  if (byte == 0xF0) return {3, 0x90};
  if (byte >= 0xF1 && byte <= 0xF3) return {3};
  if (byte == 0xF4) return {3, 0x80, 0x8F};
  return {0};
}

// Appends the sequence of escapes that starts at `at` as UTF-8 and returns the position after it. Never appends more
// bytes than it reads; callers reserve memory accordingly.
size_t AppendEscapes(std::string_view text, size_t at, std::string& out) {
  int byte = EscapedByte(text, at);
  while (byte >= 0) {
    std::array<char, 4> sequence = {static_cast<char>(byte)};
    size_t size = 1;
    SequenceRule rule = RuleOf(byte);
    bool well_formed = byte < 0x80 || rule.following > 0;
    at += 3;
    byte = EscapedByte(text, at);
    for (; rule.following > 0; --rule.following) {
      if (byte < rule.low || byte > rule.high) {
        well_formed = false;
        break;
      }
      sequence[size++] = static_cast<char>(byte);
      rule = {rule.following};
      at += 3;
      byte = EscapedByte(text, at);
    }
    out.append(well_formed ? std::string_view(sequence.data(), size) : kReplacement);
  }
  return at;
}

bool NeedsDecoding(std::string_view text, Plus plus) {
  if (text.empty()) return false;
  return std::memchr(text.data(), '%', text.size()) != nullptr ||
         (plus == Plus::kBlank && std::memchr(text.data(), '+', text.size()) != nullptr);
}

// A `%` that starts no escape is unchanged.
void AppendDecoded(std::string_view text, Plus plus, std::string& out) {
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    while (at < text.size() && text[at] != '%' && text[at] != '+') ++at;
    out.append(text, begin, at - begin);
    if (EscapedByte(text, at) >= 0) {
      at = AppendEscapes(text, at, out);
    } else if (at < text.size()) {
      out += text[at] == '+' && plus == Plus::kBlank ? ' ' : text[at];
      ++at;
    }
  }
}

// The decoded text: the text itself, or a view of the end of `out`, which must have enough reserved memory.
std::string_view Decoded(std::string_view text, Plus plus, std::string& out) {
  if (!NeedsDecoding(text, plus)) return text;
  const size_t start = out.size();
  AppendDecoded(text, plus, out);
  return std::string_view(out).substr(start);
}

bool IsSchemeCharacter(char c) {
  return IsLetter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

bool EqualsLower(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() && std::equal(text.begin(), text.end(), lower.begin(), [](char a, char b) {
           return (IsLetter(a) ? static_cast<char>(a | 0x20) : a) == b;
         });
}

// Whether `name:` is followed by a port, and not by the rest of an opaque URL.
bool IsPort(std::string_view text) {
  const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  return digits > 0 && (digits == text.size() || text[digits] == '/' || text[digits] == '?' || text[digits] == '#');
}

// Trackers send `null`, `undefined` or a single name if they do not know the URL (spec/enrichment.md §3.10, «words»).
bool IsWord(std::string_view url) {
  const std::string_view head = url.substr(0, url.find_first_of("?#"));
  return head.find_first_of("./:") == kNotFound && !EqualsLower(head, "localhost");
}

// The part after the scheme, beginning with the authority (spec/enrichment.md §3.10, «schemes»); null data() if the
// text is not a URL.
std::string_view BehindScheme(std::string_view url) {
  url = TrimControls(url);
  if (url.starts_with("//")) return url.substr(2);
  size_t colon = 0;
  while (colon < url.size() && IsSchemeCharacter(url[colon])) ++colon;
  if (colon > 0 && colon < url.size() && url[colon] == ':' && IsLetter(url[0])) {
    const std::string_view scheme = url.substr(0, colon);
    const std::string_view rest = url.substr(colon + 1);
    if (rest.starts_with("//")) return rest.substr(2);
    if (EqualsLower(scheme, "http") || EqualsLower(scheme, "https")) return rest.substr(rest.starts_with('/') ? 1 : 0);
    return IsPort(rest) ? url : std::string_view();
  }
  if (IsWord(url)) return {};
  // Something in the place of a scheme that is not one.
  const size_t mark = url.find("://");
  return mark != kNotFound && url.find_first_of("/?#") == mark + 1 ? url.substr(mark + 3) : url;
}

// `rest` cut at its authority's end, without fragment.
struct RawParts {
  std::string_view authority;
  std::string_view path;
  std::string_view query;
  bool has_query = false;
};

RawParts Split(std::string_view rest) {
  rest = rest.substr(0, rest.find('#'));
  RawParts parts;
  if (const size_t mark = rest.find('?'); mark != kNotFound) {
    parts.has_query = true;
    parts.query = rest.substr(mark + 1);
    rest = rest.substr(0, mark);
  }
  const size_t slash = std::min(rest.find('/'), rest.size());
  parts.authority = rest.substr(0, slash);
  parts.path = rest.substr(slash);
  return parts;
}

std::string_view HostOf(std::string_view authority) {
  if (const size_t user_end = authority.rfind('@'); user_end != kNotFound) authority.remove_prefix(user_end + 1);
  size_t end = std::min(authority.find(':'), authority.size());
  if (authority.starts_with('[')) {
    const size_t bracket = authority.find(']');
    end = bracket == kNotFound ? 0 : bracket + 1;
  }
  return end == 0 ? std::string_view() : authority.substr(0, end);
}

// Calls `take(key, value)`, both still encoded, for each piece of a query until it returns false.
template <typename Take>
void ForEachPair(std::string_view query, Take take) {
  const bool was_empty = query.empty();
  while (query.ends_with('&')) query.remove_suffix(1);
  if (query.empty()) {
    if (was_empty) take(query, query);
    return;
  }
  for (size_t start = 0; start <= query.size();) {
    const size_t end = std::min(query.find('&', start), query.size());
    const std::string_view piece = query.substr(start, end - start);
    size_t key_end = piece.find('=');
    size_t value_start = key_end + 1;
    if (key_end == kNotFound || key_end == 0) key_end = value_start = piece.size();
    if (!take(piece.substr(0, key_end), piece.substr(value_start))) return;
    start = end + 1;
  }
}

}  // namespace

std::string_view UrlDecode(std::string_view text, std::string& out) {
  if (!NeedsDecoding(text, Plus::kBlank)) return text;
  for (size_t at = text.find('%'); at != kNotFound; at = text.find('%', at + 1)) {
    if (EscapedByte(text, at) < 0) return text;
  }
  out.clear();
  AppendDecoded(text, Plus::kBlank, out);
  return out;
}

bool ParseUrl(std::string_view url, UrlParts& out) {
  out.host = {};
  out.path = "";
  out.query.clear();
  out.has_query = false;
  const std::string_view rest = BehindScheme(url);
  if (rest.empty()) return false;
  const RawParts parts = Split(rest);
  out.host = HostOf(parts.authority);
  out.decoded_.clear();
  out.decoded_.reserve(rest.size());
  out.path = Decoded(parts.path, Plus::kKeep, out.decoded_);
  out.has_query = parts.has_query;
  if (!parts.has_query) return true;
  ForEachPair(parts.query, [&](std::string_view key, std::string_view value) {
    out.query.push_back({Decoded(key, Plus::kBlank, out.decoded_), Decoded(value, Plus::kBlank, out.decoded_)});
    return true;
  });
  return true;
}

std::string_view UrlHost(std::string_view url) {
  return HostOf(Split(BehindScheme(url)).authority);
}

std::span<const QueryPair> QueryJoiner::Join(std::span<const QueryPair> query) {
  constexpr uint32_t kNone = UINT32_MAX;
  joined_.clear();
  last_.clear();
  next_.assign(query.size(), kNone);
  slots_.assign(std::bit_ceil(query.size() * 2 + 1), 0);
  const size_t mask = slots_.size() - 1;
  size_t joined_bytes = 0;
  for (uint32_t i = 0; i < query.size(); ++i) {
    const QueryPair& pair = query[i];
    joined_bytes += pair.value.size() + 1;
    size_t slot = XXH3_64bits(pair.key.data(), pair.key.size()) & mask;
    while (slots_[slot] != 0 && joined_[slots_[slot] - 1].key != pair.key) slot = (slot + 1) & mask;
    if (slots_[slot] == 0) {
      joined_.push_back({pair.key, pair.value});
      last_.push_back(i);
      slots_[slot] = static_cast<uint32_t>(joined_.size());
      continue;
    }
    uint32_t& last = last_[slots_[slot] - 1];
    next_[last] = i;
    last = i;
  }
  if (joined_.size() == query.size()) return joined_;

  text_.clear();
  text_.reserve(joined_bytes);
  // The first pair of a joined key is the first one in `query` with that key, because both are in the same order.
  for (uint32_t i = 0, key = 0; key < joined_.size(); ++i) {
    if (query[i].key != joined_[key].key) continue;
    if (next_[i] != kNone) {
      const size_t start = text_.size();
      text_ += query[i].value;
      for (uint32_t other = next_[i]; other != kNone; other = next_[other]) {
        text_ += ',';
        text_ += query[other].value;
      }
      joined_[key].value = std::string_view(text_).substr(start);
    }
    ++key;
  }
  return joined_;
}

std::optional<std::string_view> FirstQueryValue(std::string_view uri, std::string_view key, std::string& scratch) {
  std::optional<std::string_view> result;
  const std::string_view text = uri.substr(0, uri.find('#'));
  const size_t mark = text.find('?');
  if (mark == kNotFound) return result;
  ForEachPair(text.substr(mark + 1), [&](std::string_view name, std::string_view value) {
    scratch.clear();
    if (Decoded(name, Plus::kBlank, scratch) != key) return true;
    scratch.clear();
    result = Decoded(value, Plus::kBlank, scratch);
    return false;
  });
  return result;
}

}  // namespace millrace
