// source_categories.csv: which hosts are search engines, social networks, shops …, and the names of these sources
// (spec/enrichment.md §3.6, §3.10 and §4, differences T6, T8 and T9). Immutable once parsed, so thread-safe.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace millrace {

// Lets maps with text keys be searched by views.
struct TextHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const;
};
template <typename Value>
using TextMap = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

// The category of a referrer or source that no row names. Channel rules see it as empty.
inline constexpr std::string_view kUnassigned = "Unassigned";

struct SourceCategory {
  std::string match;   // a host, or a host and a path; lower case
  std::string source;  // the name that is stored
  std::string category;
  std::vector<std::string> term_params;  // query parameters that contain the search text
  size_t line = 0;
};

class SourceCategories {
 public:
  // Throws SourceError: an unknown column, an empty name, a duplicate `match`, or one that is not a lower-case host.
  static SourceCategories Parse(std::string_view text, std::string_view file);

  // The row of a referrer, or null. `host` is its host in lower case, `path` its decoded path; `scratch` is
  // overwritten. The longest candidate wins; among equally long ones, the first in the order of §3.6. The URL of an app
  // (`android-app://`, `ios-app://`) has one candidate, its host.
  const SourceCategory* FindReferrer(std::string_view referrer, std::string_view host, std::string_view path,
                                     std::string& scratch) const;

  // The category of a source name: that of the last row with exactly this source; otherwise of the last row with it in
  // any letter case, unless the name is a single letter; otherwise of the row whose `match` is the name in lower case.
  // Null data() if the name is unknown.
  std::string_view CategoryOf(std::string_view source, std::string& scratch) const;

  size_t size() const { return rows_.size(); }

 private:
  std::vector<SourceCategory> rows_;
  TextMap<size_t> by_match_;
  TextMap<size_t> by_source_;
  TextMap<size_t> by_lower_source_;
};

}  // namespace millrace
