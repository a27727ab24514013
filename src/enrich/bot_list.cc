#include "enrich/bot_list.h"

#include <array>

#include "core/csv.h"

namespace millrace {

BotList BotList::Parse(std::string_view text, std::string_view file) {
  static constexpr std::array<std::string_view, 2> kColumns = {"contains", "is_bot"};
  const CsvFile csv(file, text, kColumns);
  BotList list;
  for (const CsvFile::Row& row : csv.rows()) {
    if (row[0].text.empty()) csv.Fail(row[0], "contains is empty: it would match every user agent");
    if (row[1].text != "true" && row[1].text != "false") csv.Fail(row[1], "is_bot must be true or false");
    list.rows_.push_back({row[0].text, row[1].text == "true"});
  }
  return list;
}

std::optional<bool> BotList::IsBot(std::string_view user_agent) const {
  for (const Row& row : rows_) {
    if (user_agent.find(row.contains) != std::string_view::npos) return row.is_bot;
  }
  return std::nullopt;
}

}  // namespace millrace
