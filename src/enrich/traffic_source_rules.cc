#include "enrich/traffic_source_rules.h"

#include <set>
#include <utility>

#include "enrich/rule_files.h"

namespace millrace {
namespace {

AppTrafficRules TrafficRulesOf(RuleFiles& files, const std::string& app) {
  AppTrafficRules rules;
  rules.categories = files.Require<SourceCategories>(app, "source_categories.csv");
  rules.channels = files.Require<ChannelRules>(app, "channel_rules.yaml");
  rules.click_ids = files.Find<ClickIds>(app, "click_ids.csv");
  if (rules.click_ids == nullptr) rules.click_ids = std::make_shared<const ClickIds>();
  rules.ignored_referrers = files.Find<IgnoredReferrers>(app, "ignored_referrers.csv");
  if (rules.ignored_referrers == nullptr) rules.ignored_referrers = std::make_shared<const IgnoredReferrers>();
  return rules;
}

}  // namespace

std::unique_ptr<TrafficSourceRules> TrafficSourceRules::Load(
    const std::string& default_dir, const std::string& rules_dir,
    const std::map<std::string, std::vector<std::string>>& own_domains) {
  auto rules = std::make_unique<TrafficSourceRules>();
  RuleFiles files(default_dir, rules_dir);
  std::set<std::string> apps = files.Apps();
  for (const auto& [app, domains] : own_domains) {
    if (!domains.empty()) apps.insert(app);
  }
  rules->default_ = TrafficRulesOf(files, "");
  uint32_t next_id = 1;
  for (const std::string& app : apps) {
    AppTrafficRules app_rules = TrafficRulesOf(files, app);
    app_rules.id = next_id++;
    if (const auto own = own_domains.find(app); own != own_domains.end()) {
      app_rules.own_domains = OwnDomains(app, own->second);
      for (const std::string& domain : own->second) files.Hash(domain);
    }
    rules->apps_.emplace(app, std::move(app_rules));
  }
  rules->checksum_ = files.Checksum();
  return rules;
}

const AppTrafficRules& TrafficSourceRules::Of(std::string_view app_id) const {
  if (apps_.empty()) return default_;
  const auto found = apps_.find(app_id);
  return found == apps_.end() ? default_ : found->second;
}

}  // namespace millrace
