// Paths and attribution.
#include <algorithm>
#include <cmath>
#include <set>

#include "explore/testing/plain_history.h"

namespace millrace {
namespace {

using EventList = std::vector<const PlainEvent*>;

std::optional<PropertyValue> NodeOf(const PlainEvent& event, PathNode node) {
  const auto column = [&](const char* name, const char* of) {
    return event.name == of ? PlainValue(event, {.source = PropertySource::kColumn, .name = name}) : std::nullopt;
  };
  switch (node) {
    case PathNode::kScreenName:
      return column("screen_view_screen_name", "_screen_view");
    case PathNode::kScreenClass:
      return column("screen_view_screen_id", "_screen_view");
    case PathNode::kPageTitle:
      return column("page_view_page_title", "_page_view");
    case PathNode::kPageUrl:
      return column("page_view_page_url", "_page_view");
    default:
      return event.name;
  }
}

struct Walk {
  std::string user;
  PlainGroup group = {};                // of its first node
  std::vector<std::string> nodes = {};  // `name|false`, or `-|true` for others
};

// The events with a node, by session.
std::vector<EventList> Sessions(const PathAnalysis& path, const PlainHistory& history) {
  std::map<std::pair<std::string, std::string>, EventList> by_key;
  std::map<std::string, std::pair<int64_t, int>> latest;  // by user: time, number of the session
  for (const PlainEvent& event : history.events()) {
    if (!NodeOf(event, path.node)) continue;
    if (!path.gap_seconds) {
      if (event.session) by_key[{event.device, *event.session}].push_back(&event);
      continue;
    }
    const auto found = latest.find(event.user);
    const int number = found == latest.end()                                               ? 0
                       : event.at_us - found->second.first > *path.gap_seconds * 1'000'000 ? found->second.second + 1
                                                                                           : found->second.second;
    latest[event.user] = {event.at_us, number};
    by_key[{event.user, std::to_string(number)}].push_back(&event);
  }
  std::vector<EventList> sessions;
  sessions.reserve(by_key.size());
  for (auto& [key, events] : by_key) sessions.push_back(std::move(events));
  return sessions;
}

Walk WalkOf(const PathAnalysis& path, const PlainHistory& history, const EventList& session) {
  Walk walk{.user = session[0]->user};
  bool has_begun = !path.start;
  for (const PlainEvent* event : session) {
    const std::string name = std::get<std::string>(*NodeOf(*event, path.node));
    const bool is_other =
        !path.nodes.empty() && std::find(path.nodes.begin(), path.nodes.end(), name) == path.nodes.end();
    if (is_other && path.drops_others) continue;
    const std::string node = is_other ? "-|true" : name + "|false";
    if (path.merges_repeats && !walk.nodes.empty() && walk.nodes.back() == node) continue;
    has_begun = has_begun || node == *path.start + "|false";
    if (!has_begun) continue;
    if (walk.nodes.empty()) walk.group = history.GroupOf(*event);
    walk.nodes.push_back(node);
  }
  if (walk.nodes.size() > static_cast<size_t>(path.steps)) walk.nodes.resize(static_cast<size_t>(path.steps));
  return walk;
}

}  // namespace

std::vector<std::string> PlainPathRows(const Analysis& analysis, const PlainHistory& history) {
  const auto& path = std::get<PathAnalysis>(analysis.body);
  std::map<std::pair<PlainGroup, std::string>, std::multiset<std::string>> edges;
  std::map<PlainGroup, int64_t> sizes;
  for (const EventList& session : Sessions(path, history)) {
    const Walk walk = WalkOf(path, history, session);
    if (!walk.nodes.empty()) ++sizes[walk.group];
    for (size_t i = 0; i < walk.nodes.size(); ++i) {
      const std::string edge = std::to_string(i + 1) + "|" + (i == 0 ? "-|-" : walk.nodes[i - 1]) + "|" + walk.nodes[i];
      edges[{walk.group, edge}].insert(walk.user);
    }
  }
  const auto shown = TopPlainGroups(sizes, analysis.group ? analysis.group->top : 1);
  std::vector<std::string> rows;
  for (const auto& [key, users] : edges) {
    if (std::find(shown.begin(), shown.end(), key.first) == shown.end()) continue;
    const size_t weight =
        path.entity == CountedEntity::kEvents ? users.size() : std::set<std::string>(users.begin(), users.end()).size();
    rows.push_back((analysis.group ? ValueCell(key.first.value) + "|" : "") + key.second + "|" +
                   std::to_string(weight));
  }
  return rows;
}

std::vector<std::string> PlainAttributionRows(const Analysis& analysis, const std::string& timezone,
                                              const AnalysisDays& range, const std::vector<PlainEvent>& all) {
  const auto& body = std::get<AttributionAnalysis>(analysis.body);
  const bool is_duration = body.window.kind == AnalysisWindow::Kind::kDuration;
  const PlainHistory history(analysis, timezone, range, all, is_duration ? body.window.seconds : 0);
  const auto& events = history.events();
  const auto touch_of = [&](const PlainEvent& event) -> std::optional<size_t> {
    if (body.window.kind == AnalysisWindow::Kind::kSession && !event.session) return std::nullopt;
    for (size_t i = 0; i < body.touches.size(); ++i) {
      if (PlainMatches(event, body.touches[i])) return i + 1;
    }
    return std::nullopt;
  };
  const auto is_together = [&](const PlainEvent& touch, const PlainEvent& goal) {
    switch (body.window.kind) {
      case AnalysisWindow::Kind::kDay:
        return touch.user == goal.user && history.DayOf(touch) == history.DayOf(goal);
      case AnalysisWindow::Kind::kSession:
        return touch.device == goal.device && touch.session == goal.session;
      default:
        return touch.user == goal.user && goal.at_us - touch.at_us <= body.window.seconds * 1'000'000;
    }
  };
  struct Share {
    int64_t triggers = 0, converting = 0;
    double contribution = 0;
  };
  std::map<size_t, double> contributions;  // by number of the event
  std::set<size_t> converting;
  double unattributed = 0, total = 0;
  bool has_unattributed = false;
  for (size_t goal = 0; goal < events.size(); ++goal) {
    if (!PlainMatches(events[goal], body.goal) || history.DayOf(events[goal]) < range.first) continue;
    const auto number = body.value ? PlainValue(events[goal], *body.value) : std::optional<PropertyValue>(1.0);
    const double value = number ? std::get<double>(*number) : 0;
    total += value;
    std::vector<size_t> touches;
    for (size_t i = 0; i < goal; ++i) {
      if (touch_of(events[i]) && is_together(events[i], events[goal])) touches.push_back(i);
    }
    if (touches.empty()) {
      has_unattributed = true;
      unattributed += value;
    }
    const size_t n = touches.size();
    const auto left_of = [&](size_t touch) {
      return std::exp2(-static_cast<double>(events[goal].at_us - events[touch].at_us) / 1e6 / kTouchHalfLifeSeconds);
    };
    double all_left = 0;
    for (const size_t touch : touches) all_left += left_of(touch);
    for (size_t i = 0; i < n; ++i) {
      const bool is_end = i == 0 || i + 1 == n;
      double weight = 1.0 / static_cast<double>(n);
      if (body.model == AttributionModel::kFirst) weight = i == 0 ? 1 : 0;
      if (body.model == AttributionModel::kLast) weight = i + 1 == n ? 1 : 0;
      if (body.model == AttributionModel::kPosition && n > 2) weight = is_end ? 0.4 : 0.2 / static_cast<double>(n - 2);
      if (body.model == AttributionModel::kTimeDecay) weight = left_of(touches[i]) / all_left;
      contributions[touches[i]] += weight * value;
      converting.insert(touches[i]);
    }
  }
  std::map<std::pair<size_t, PlainGroup>, Share> shares;
  std::map<PlainGroup, int64_t> sizes;
  for (size_t i = 0; i < events.size(); ++i) {
    const auto touch = touch_of(events[i]);
    if (!touch) continue;
    Share& share = shares[{*touch, history.GroupOf(events[i])}];
    const bool is_in_range = history.DayOf(events[i]) >= range.first;
    share.triggers += is_in_range ? 1 : 0;
    share.converting += is_in_range && converting.contains(i) ? 1 : 0;
    share.contribution += contributions[i];
    sizes[history.GroupOf(events[i])] += is_in_range ? 1 : 0;
  }
  std::vector<std::string> rows;
  const auto share_cell = [&](double value) { return total == 0 ? "-" : NumberCell(value / total); };
  const auto shown = TopPlainGroups(sizes, analysis.group ? analysis.group->top : 1);
  for (const auto& [key, share] : shares) {
    if (std::find(shown.begin(), shown.end(), key.second) == shown.end()) continue;
    rows.push_back(std::to_string(key.first) + "|" + (analysis.group ? ValueCell(key.second.value) + "|" : "") +
                   std::to_string(share.triggers) + "|" + std::to_string(share.converting) + "|" +
                   NumberCell(share.contribution) + "|" + share_cell(share.contribution));
  }
  if (has_unattributed) {
    rows.push_back(std::string("-|") + (analysis.group ? "-|" : "") + "-|-|" + NumberCell(unattributed) + "|" +
                   share_cell(unattributed));
  }
  return rows;
}

}  // namespace millrace
