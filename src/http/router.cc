#include "http/router.h"

#include <algorithm>

#include "core/error.h"

namespace millrace::http {
namespace {

bool IsName(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

// The number of segments that are texts, plus one; 0: does not match. More is better.
size_t MatchOf(std::span<const std::string> pattern, std::span<const std::string> segments) {
  if (pattern.size() != segments.size()) return 0;
  size_t texts = 1;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (IsName(pattern[i])) {
      if (segments[i].empty()) return 0;
    } else if (pattern[i] == segments[i]) {
      ++texts;
    } else {
      return 0;
    }
  }
  return texts;
}

}  // namespace

size_t Router::Add(std::string_view method, std::string_view pattern) {
  MILLRACE_CHECK(pattern.starts_with('/'));
  Pattern added{.method = std::string(method), .segments = {}};
  for (size_t begin = 1; begin < pattern.size();) {
    const size_t end = std::min(pattern.find('/', begin), pattern.size());
    added.segments.emplace_back(pattern.substr(begin, end - begin));
    MILLRACE_CHECK(!added.segments.back().empty());
    begin = end + 1;
  }
  for (const Pattern& each : patterns_) {
    MILLRACE_CHECK(each.method != added.method || each.segments != added.segments);
  }
  patterns_.push_back(std::move(added));
  return patterns_.size() - 1;
}

RouteMatch Router::Match(std::string_view method, std::span<const std::string> segments) const {
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  RouteMatch match;
  size_t best = 0;
  std::vector<std::string> methods;
  for (size_t i = 0; i < patterns_.size(); ++i) {
    const Pattern& pattern = patterns_[i];
    const size_t texts = MatchOf(pattern.segments, segments);
    if (texts == 0) continue;
    methods.push_back(pattern.method);
    if (pattern.method != wanted || texts <= best) continue;
    best = texts;
    match.kind = RouteMatch::Kind::kFound;
    match.route = i;
  }
  if (best > 0) {
    const auto& pattern = patterns_[match.route].segments;
    for (size_t i = 0; i < pattern.size(); ++i) {
      if (IsName(pattern[i])) match.parameters.emplace_back(pattern[i].substr(1, pattern[i].size() - 2), segments[i]);
    }
    return match;
  }
  if (methods.empty()) return match;
  match.kind = RouteMatch::Kind::kNoSuchMethod;
  if (std::ranges::find(methods, "GET") != methods.end()) methods.emplace_back("HEAD");
  methods.emplace_back("OPTIONS");
  std::ranges::sort(methods);
  methods.erase(std::ranges::unique(methods).begin(), methods.end());
  for (const std::string& each : methods) match.allow += (match.allow.empty() ? "" : ", ") + each;
  return match;
}

}  // namespace millrace::http
