#include "enrich/enriched_columns.h"

#include <algorithm>

namespace millrace {
namespace {

bool Contains(const auto& columns, EventColumn column) {
  return std::ranges::any_of(columns, [&](const auto& enriched) { return enriched.column == column; });
}

}  // namespace

bool IsSetBy(std::string_view built_in, EventColumn column) {
  if (built_in == "ip") return Contains(kPlaceColumns, column);
  if (built_in == "user_agent") return Contains(kAgentColumns, column) || Contains(kModelColumns, column);
  return Contains(kSourceColumns, column);
}

bool IsReadBy(std::string_view built_in, EventColumn column) {
  return built_in == "traffic_source" && Contains(kSourceInputs, column);
}

}  // namespace millrace
