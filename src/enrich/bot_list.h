// bots.csv: which user agents are bots, and which only look so (spec/enrichment.md, U2). Immutable once parsed, so
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

  // What the first row says that holds: its text is in the agent, letter by letter. Null when none holds.
  std::optional<bool> IsBot(std::string_view user_agent) const;

 private:
  struct Row {
    std::string contains;
    bool is_bot = false;
  };
  std::vector<Row> rows_;
};

}  // namespace millrace
