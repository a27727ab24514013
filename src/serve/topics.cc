#include "serve/topics.h"

#include <algorithm>
#include <array>

namespace millrace {
namespace {

constexpr std::array<std::string_view, 4> kScopeNames = {"none", "read", "operate", "admin"};

}  // namespace

std::string_view ScopeName(Scope scope) {
  return kScopeNames[static_cast<size_t>(scope)];
}

std::optional<Scope> ParseScope(std::string_view name) {
  const auto* const found = std::ranges::find(kScopeNames, name);
  if (found == kScopeNames.begin() || found == kScopeNames.end()) return std::nullopt;
  return static_cast<Scope>(found - kScopeNames.begin());
}

std::span<const Topic> AllTopics() {
  static const std::array kTopics = {HealthTopic(), SessionTopic(),   SignInTopic(),   ChartTopic(),   AnalysisTopic(),
                                     SavedTopic(),  OperationTopic(), RunTopic(),      FileTopic(),    RejectTopic(),
                                     LiveTopic(),   WarehouseTopic(), MetadataTopic(), InspectTopic(), DocumentTopic()};
  return kTopics;
}

}  // namespace millrace
