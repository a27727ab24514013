#include "http/target.h"

#include <algorithm>

#include "core/percent_encoding.h"
#include "core/utf8.h"

namespace millrace::http {
namespace {

BadTarget Bad(std::string detail) {
  return {.status = 400, .detail = std::move(detail)};
}

std::optional<BadTarget> ParsePath(std::string_view path, Target& target) {
  target.path = path;
  path.remove_prefix(1);
  if (path.empty()) return std::nullopt;
  for (size_t begin = 0; begin <= path.size();) {
    if (target.segments.size() == kMaxSegments) return Bad("the path has too many segments");
    const size_t end = std::min(path.find('/', begin), path.size());
    auto segment = DecodeStrictly(path.substr(begin, end - begin), false);
    if (!segment) return Bad("the path has a malformed escape, or is not UTF-8");
    if (*segment == "." || *segment == "..") return Bad("the path has a segment `.` or `..`");
    target.segments.push_back(std::move(*segment));
    begin = end + 1;
  }
  return std::nullopt;
}

std::optional<BadTarget> ParseQuery(std::string_view query, Target& target) {
  for (size_t begin = 0; begin < query.size();) {
    const size_t end = std::min(query.find('&', begin), query.size());
    const std::string_view piece = query.substr(begin, end - begin);
    begin = end + 1;
    if (piece.empty()) continue;
    if (target.query.size() == kMaxQueryPairs) return Bad("the query has too many parameters");
    const size_t equals = std::min(piece.find('='), piece.size());
    auto name = DecodeStrictly(piece.substr(0, equals), true);
    auto value = DecodeStrictly(piece.substr(std::min(equals + 1, piece.size())), true);
    if (!name || !value) return Bad("the query has a malformed escape, or is not UTF-8");
    target.query.push_back({.name = std::move(*name), .value = std::move(*value)});
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> DecodeStrictly(std::string_view text, bool plus_is_blank) {
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size(); ++at) {
    char c = text[at];
    if (c == '%') {
      const int byte = EscapedByte(text, at);
      if (byte < 0) return std::nullopt;
      c = static_cast<char>(byte);
      at += 2;
    } else if (c == '+' && plus_is_blank) {
      c = ' ';
    }
    if (c == '\0') return std::nullopt;
    out += c;
  }
  if (!IsValidUtf8(out)) return std::nullopt;
  return out;
}

std::optional<BadTarget> ParseTarget(std::string_view text, Target& target) {
  target = Target();
  if (text.size() > kMaxTargetBytes) return BadTarget{.status = 414, .detail = "the target is longer than 8192 bytes"};
  if (!text.starts_with('/')) return Bad("the target of a request begins with a slash");
  if (text.find('#') != std::string_view::npos) return Bad("the target of a request has no fragment");
  const size_t question = std::min(text.find('?'), text.size());
  if (auto bad = ParsePath(text.substr(0, question), target)) return bad;
  return ParseQuery(text.substr(std::min(question + 1, text.size())), target);
}

}  // namespace millrace::http
