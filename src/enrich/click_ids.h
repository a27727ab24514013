// click_ids.csv: which query parameters are click ids, and what source and medium they stand for when the URL names no
// source (spec/enrichment.md §3.4 and §4, differences T2, T9 and T15). Immutable once parsed, so thread-safe.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/url.h"

namespace millrace {

class ClickIds {
 public:
  // What counts without a file: gclid, then any other name that ends in `clid`; both as paid clicks.
  ClickIds();
  // Throws SourceError: an unknown column, an empty or repeated `param`, a `*` in another place than `*clid`.
  static ClickIds Parse(std::string_view text, std::string_view file);

  struct Hit {
    std::string_view param;
    std::string_view value;
    std::string_view source;
    std::string_view medium;  // may be empty
  };
  // The first row that has a parameter with a value; of `*clid`'s parameters, the first in the query. The views live as
  // long as this object and the query's texts.
  std::optional<Hit> Find(std::span<const QueryPair> query) const;
  // Whether a parameter of this name can be a hit.
  bool Names(std::string_view param) const;

 private:
  struct Row {
    std::string param;  // empty: any name ending in `clid` that no other row names
    std::string source;
    std::string medium;
  };
  bool Matches(const Row& row, std::string_view param) const;

  std::vector<Row> rows_;
};

}  // namespace millrace
