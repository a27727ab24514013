// What the columns need of a page URL, computed once for each distinct URL: pages repeat far more often than they are
// new.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/url.h"

namespace millrace {

struct PageUrl {
  std::string decoded;  // form-decoded whole (transform-clickstream §2, urldecode)
  std::string path;
  std::string host;
  std::vector<std::pair<std::string, std::string>> query;  // distinct keys, values joined by a comma
  bool has_path = false;                                   // false: the URL has no parts at all
  bool has_host = false;
  bool has_query = false;
};

// Not thread-safe. Entries live until the next Trim.
class PageUrlCache {
 public:
  const PageUrl& Get(std::string_view url);
  // Forgets everything when the cache has outgrown its budget. Call when no entry is in use.
  void Trim();

 private:
  static constexpr size_t kMaxBytes = 8u << 20;

  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const;
  };

  std::unordered_map<std::string, std::unique_ptr<PageUrl>, Hash, std::equal_to<>> entries_;
  UrlParts parts_;
  QueryJoiner joiner_;
  std::string scratch_;
  size_t bytes_ = 0;
};

}  // namespace millrace
