#include "project/shown_config.h"

namespace millrace {

std::vector<ShownConfigKey> ShownConfig(const Config& config) {
  std::vector<ShownConfigKey> keys;
  for (const ConfigKeyInfo& info : ConfigKeys()) {
    ShownConfigKey& key = keys.emplace_back();
    key.info = info;
    key.value = info.default_value;
    const auto found = config.origins.find(info.name);
    if (found == config.origins.end()) continue;
    const Config::Origin& origin = found->second;
    key.line = origin.line;
    key.origin = origin.line > 0            ? ConfigOrigin::kFile
                 : origin.is_of_environment ? ConfigOrigin::kEnvironment
                                            : ConfigOrigin::kFlag;
    key.value = info.is_secret ? "(set)" : origin.value;
  }
  return keys;
}

}  // namespace millrace
