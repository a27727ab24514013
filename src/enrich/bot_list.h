// bots.csv: which user agents are bots, and which only look like bots (spec/enrichment.md, U2). Immutable, so
// thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

class BotList {
 public:
  // No rows.
  BotList() = default;
  // Throws SourceError: an unknown column, an empty `contains`, an `is_bot` that is neither true nor false.
  static BotList Parse(std::string_view text, std::string_view file);

  // The value of the first row that matches: the user agent contains its text, case-sensitively. Null if none matches.
  std::optional<bool> IsBot(std::string_view user_agent) const;

 private:
  struct Row {
    std::string contains;
    bool is_bot = false;
  };
  std::vector<Row> rows_;
};

}  // namespace millrace
