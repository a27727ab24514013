// The target of a request (RFC 9112 §3.2.1): its path as decoded segments, and its query as decoded pairs. Everything
// is bounded, and nothing is guessed: a malformed escape, a zero byte or text that is not UTF-8 is an error. Pure
// functions; thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::http {

inline constexpr size_t kMaxTargetBytes = 8192;
inline constexpr size_t kMaxSegments = 32;
inline constexpr size_t kMaxQueryPairs = 100;

struct QueryPair {
  std::string name;
  std::string value;
  bool operator==(const QueryPair&) const = default;
};

struct Target {
  std::string path;                   // as sent, without the query
  std::vector<std::string> segments;  // `/a/b%2Fc` has `a` and `b/c`; a final slash adds an empty one, `/` has none
  std::vector<QueryPair> query;       // in their order; `k` and `k=` both have an empty value
};

// A target that cannot be used: the status of the answer (400 or 414), and a sentence.
struct BadTarget {
  unsigned status = 400;
  std::string detail;
};

// Returns null and sets `target`, or what is wrong.
std::optional<BadTarget> ParseTarget(std::string_view text, Target& target);

// Decodes all escapes. Null for a malformed one, a zero byte, and a result that is not UTF-8. `plus_is_blank`: as in a
// query.
std::optional<std::string> DecodeStrictly(std::string_view text, bool plus_is_blank);

}  // namespace millrace::http
