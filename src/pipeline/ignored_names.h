// Recognises files in the raw directory that are not raw files by their names: hidden files, and files that a program
// is still writing under a temporary name (`processing.ignore`).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// Immutable, so thread-safe. Patterns are globs as in fnmatch(3), compared byte by byte. A pattern without a slash is
// compared with the name of the file and of each directory between it and the raw directory, except for partition
// directories (`name=value`), as Spark does. A pattern with a slash is compared with the path relative to the raw
// directory; its `*` does not match a slash. A directory that matches is ignored with everything in it.
class IgnoredNames {
 public:
  explicit IgnoredNames(const std::vector<std::string>& patterns);

  bool Ignores(std::string_view path) const;  // relative to the raw directory

 private:
  enum class Kind : uint8_t { kPrefix, kSuffix, kGlob };
  struct Pattern {
    Kind kind;
    std::string text;  // of a prefix or suffix without its star
  };

  bool IgnoresName(std::string_view name) const;

  std::vector<Pattern> names_;
  std::vector<std::string> paths_;
};

}  // namespace millrace
