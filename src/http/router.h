// Which route a request is for. Patterns are paths whose segments are texts or `{name}`, which matches one segment that
// is not empty. A text wins over a name. Matching takes time in the number of routes. Thread-safe after the last Add.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace millrace::http {

struct RouteMatch {
  enum class Kind { kFound, kNoSuchPath, kNoSuchMethod };
  Kind kind = Kind::kNoSuchPath;
  size_t route = 0;                                             // its number in the order of Add
  std::vector<std::pair<std::string, std::string>> parameters;  // of the path
  std::string allow;                                            // of kNoSuchMethod: the methods that this path has
};

class Router {
 public:
  // Returns the number of the route. Throws InternalError for a pattern that is malformed or was added before.
  size_t Add(std::string_view method, std::string_view pattern);
  // HEAD is answered by the route of GET.
  RouteMatch Match(std::string_view method, std::span<const std::string> segments) const;

 private:
  struct Pattern {
    std::string method;
    std::vector<std::string> segments;
  };
  std::vector<Pattern> patterns_;
};

}  // namespace millrace::http
