#include "pipeline/ignored_names.h"

#include <algorithm>

#include <fnmatch.h>

namespace millrace {

IgnoredNames::IgnoredNames(const std::vector<std::string>& patterns) {
  for (const std::string& pattern : patterns) {
    const auto is_plain = [](std::string_view text) { return text.find_first_of("*?[\\") == std::string_view::npos; };
    if (pattern.find('/') != std::string::npos) {
      paths_.push_back(pattern);
    } else if (pattern.ends_with('*') && is_plain(std::string_view(pattern).substr(0, pattern.size() - 1))) {
      names_.push_back({Kind::kPrefix, pattern.substr(0, pattern.size() - 1)});
    } else if (pattern.starts_with('*') && is_plain(std::string_view(pattern).substr(1))) {
      names_.push_back({Kind::kSuffix, pattern.substr(1)});
    } else {
      names_.push_back({Kind::kGlob, pattern});
    }
  }
}

bool IgnoredNames::IgnoresName(std::string_view name) const {
  return std::ranges::any_of(names_, [&](const Pattern& pattern) {
    switch (pattern.kind) {
      case Kind::kPrefix:
        return name.starts_with(pattern.text);
      case Kind::kSuffix:
        return name.ends_with(pattern.text);
      case Kind::kGlob:
        return ::fnmatch(pattern.text.c_str(), std::string(name).c_str(), 0) == 0;
    }
    return false;
  });
}

bool IgnoredNames::Ignores(std::string_view path) const {
  for (size_t begin = 0; begin <= path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view name = path.substr(begin, end - begin);
    const bool is_partition = end < path.size() && name.find('=') != std::string_view::npos;
    if (!is_partition && IgnoresName(name)) return true;
    begin = end + 1;
  }
  return std::ranges::any_of(paths_, [&](const std::string& pattern) {
    return ::fnmatch(pattern.c_str(), std::string(path).c_str(), FNM_PATHNAME | FNM_LEADING_DIR) == 0;
  });
}

}  // namespace millrace
