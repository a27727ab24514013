// The checked description of a board: an ordered list of saved analyses and charts. Throws DescriptionError; plain
// values; thread-safe.
//
//     {"items":[{"analysis":"ID"}, {"chart":"overview.users_by_day","parameters":{"platform":"Web"}}…],"text":"…"}
//
// An item may be `wide`. Parameters of a chart are those of its route; values are texts or lists of texts.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

struct BoardItem {
  std::string analysis = {};  // id of a saved analysis; empty: a chart
  std::string chart = {};     // id of a chart
  std::map<std::string, std::vector<std::string>> parameters = {};
  bool is_wide = false;
};

struct Board {
  std::vector<BoardItem> items = {};  // at most 50
  std::string text = {};              // for people
};

// What is known of the charts that boards may show.
struct BoardCharts {
  bool (*is_chart)(std::string_view id);
  // Why the chart of an item does not take its parameters; empty: it does.
  std::string (*parameter_fault)(const BoardItem& item);
};

Board ParseBoard(std::string_view json, const BoardCharts& charts);
std::string BoardJson(const Board& board);

}  // namespace millrace
