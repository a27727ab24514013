// The files that users edit about devices, for all apps: device_models.csv and bots.csv (spec/enrichment.md §4, U1 and
// U2). Immutable once loaded, so thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "enrich/bot_list.h"
#include "enrich/device_models.h"
#include "enrich/source_categories.h"

namespace millrace {

// What counts for one app. Apps without own files share the default's.
struct AppDeviceRules {
  uint32_t id = 0;  // distinct in one DeviceRules
  std::shared_ptr<const DeviceModels> models;
  std::shared_ptr<const BotList> bots;
};

class DeviceRules {
 public:
  // Files are looked for as rule_files.h says, bots.csv also in the rules folder itself; without any there are no rows.
  // Throws UserError (file, line, reason) for a faulty file, SystemError when a file cannot be read.
  static DeviceRules Load(const std::string& default_dir, const std::string& rules_dir);

  // The rules of an app; the default's for one that is not known.
  const AppDeviceRules& Of(std::string_view app_id) const;
  // Whether apps differ at all.
  bool by_app() const { return !apps_.empty(); }
  // A hash over names and contents of all files in use, in hex.
  const std::string& checksum() const { return checksum_; }

 private:
  AppDeviceRules default_;
  TextMap<AppDeviceRules> apps_;
  std::string checksum_;
};

}  // namespace millrace
