// click_ids.csv: which query parameters are click ids, whether the click was paid, and which source and medium they
// imply if nothing names a source (spec/enrichment.md §3.4, §3.10 and §4, differences T2, T9 and T15). Immutable, so
// thread-safe.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/url.h"

namespace millrace {

// Inferred, not sent, and therefore in parentheses.
inline constexpr std::string_view kPaidMedium = "(CPC)";

class ClickIds {
 public:
  // The rules without a file: gclid, then any other name that ends in `clid`; both are paid clicks.
  ClickIds();
  // Throws SourceError: an unknown column, an empty or repeated `param`, a `*` in another place than `*clid`.
  static ClickIds Parse(std::string_view text, std::string_view file);

  // What a row says about a click id of a certain name. The views are valid as long as this object and that name.
  struct Meaning {
    std::string_view source;  // never empty
    std::string_view medium;  // empty: not implied by the click id
    bool paid = false;        // the medium is one of paid traffic (§3.7)
    size_t line = 0;          // of the row; 0 without a file
  };
  struct Hit {
    std::string_view param;
    std::string_view value;
    Meaning meaning;
  };
  // The first row with a parameter that has a value; within a row, the first such parameter of the query. The views are
  // valid as long as this object and the texts of the query.
  std::optional<Hit> Find(std::span<const QueryPair> query) const;
  // The row of a click id that was not read from a URL, by its type. Null if there is none.
  std::optional<Meaning> FindType(std::string_view type) const;
  // Whether a parameter of this name may be a click id.
  bool Names(std::string_view param) const;

 private:
  struct Row {
    std::string param;  // empty: any name ending in `clid` that no other row names
    std::string source;
    std::string medium;
    bool paid = false;
    size_t line = 0;
  };
  bool Matches(const Row& row, std::string_view param) const;
  static Meaning MeaningOf(const Row& row, std::string_view param);

  std::vector<Row> rows_;
};

// The type in the JSON text of a click id, `{"type":NAME,"value":TEXT}`; null if it is not an object whose `type` is a
// text.
std::optional<std::string> TypeOfClickId(std::string_view json);

}  // namespace millrace
