// Which files below the raw folder are not raw files by their name: hidden ones, and those that a program is still
// writing under a name of its own (`processing.ignore`).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// Immutable, thread-safe. Patterns are globs as of fnmatch(3), compared byte by byte. A pattern without a slash is
// compared with the file's name and with the name of each folder above it below the raw folder, except for partition
// folders (`name=value`), as Spark does. A pattern with a slash is compared with the whole path below the raw folder,
// where `*` stays within a folder; it matches a folder with all that is in it.
class IgnoredNames {
 public:
  explicit IgnoredNames(const std::vector<std::string>& patterns);

  bool Ignores(std::string_view path) const;  // below the raw folder

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
