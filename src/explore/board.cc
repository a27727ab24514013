#include "explore/board.h"

#include "explore/analysis_parts.h"
#include "explore/description_error.h"

#include "core/json_object.h"

namespace millrace {
namespace {

constexpr size_t kMostBoardItems = 50;
constexpr size_t kMostParameterValues = 50;

BoardItem ReadBoardItem(const JsonCursor& json, const BoardCharts& charts) {
  JsonMembers members(json);
  BoardItem item;
  if (const auto analysis = members.Find("analysis")) {
    item.analysis = analysis->Text();
  } else {
    const JsonCursor chart = members.Need("chart");
    item.chart = chart.Text();
    if (!charts.is_chart(item.chart)) chart.Fail("expected the id of a chart");
    if (const auto parameters = members.Find("parameters")) {
      for (const auto& [name, value] : JsonMembers(*parameters).All()) {
        auto& values = item.parameters[name];
        if (value.IsText()) {
          values.push_back(value.Text(true));
          continue;
        }
        for (const JsonCursor& each : value.Items(1, kMostParameterValues)) values.push_back(each.Text(true));
      }
      const std::string fault = charts.parameter_fault(item);
      if (!fault.empty()) throw DescriptionError(parameters->pointer(), fault);
    }
  }
  if (const auto wide = members.Find("wide")) item.is_wide = wide->Boolean();
  members.Finish();
  return item;
}

}  // namespace

Board ParseBoard(std::string_view json, const BoardCharts& charts) {
  return ReadDescription(json, [&](const JsonCursor& root) {
    JsonMembers members(root);
    Board board;
    for (const JsonCursor& item : members.Need("items").Items(0, kMostBoardItems)) {
      board.items.push_back(ReadBoardItem(item, charts));
    }
    if (const auto text = members.Find("text")) board.text = text->Text(true);
    members.Finish();
    return board;
  });
}

std::string BoardJson(const Board& board) {
  std::vector<std::string> items;
  items.reserve(board.items.size());
  for (const BoardItem& item : board.items) {
    JsonObject object;
    if (!item.analysis.empty()) {
      object.Field("analysis", item.analysis);
    } else {
      JsonObject parameters;
      for (const auto& [name, values] : item.parameters) parameters.Json(name, JsonTexts(values));
      object.Field("chart", item.chart).Json("parameters", parameters.Finish());
    }
    items.push_back(object.Field("wide", item.is_wide).Finish());
  }
  return JsonObject().Json("items", JsonArray(items)).Field("text", board.text).Finish();
}

}  // namespace millrace
