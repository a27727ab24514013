#include "enrich/device_rules.h"

#include "enrich/rule_files.h"

namespace millrace {
namespace {

AppDeviceRules DeviceRulesOf(RuleFiles& files, const std::string& app) {
  AppDeviceRules rules;
  rules.models = files.Find<DeviceModels>(app, "device_models.csv");
  if (rules.models == nullptr) rules.models = std::make_shared<const DeviceModels>();
  rules.bots = files.Find<BotList>(app, "bots.csv");
  if (rules.bots == nullptr) rules.bots = files.FindAtTop<BotList>("bots.csv");
  if (rules.bots == nullptr) rules.bots = std::make_shared<const BotList>();
  return rules;
}

}  // namespace

DeviceRules DeviceRules::Load(const std::string& default_dir, const std::string& rules_dir) {
  DeviceRules rules;
  RuleFiles files(default_dir, rules_dir);
  rules.default_ = DeviceRulesOf(files, "");
  uint32_t next_id = 1;
  for (const std::string& app : files.Apps()) {
    if (!files.Has(app, "device_models.csv") && !files.Has(app, "bots.csv")) continue;
    AppDeviceRules app_rules = DeviceRulesOf(files, app);
    app_rules.id = next_id++;
    rules.apps_.emplace(app, std::move(app_rules));
  }
  rules.checksum_ = files.Checksum();
  return rules;
}

const AppDeviceRules& DeviceRules::Of(std::string_view app_id) const {
  if (apps_.empty()) return default_;
  const auto found = apps_.find(app_id);
  return found == apps_.end() ? default_ : found->second;
}

}  // namespace millrace
