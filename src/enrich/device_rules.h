// The editable files about devices, for all apps: device_models.csv and bots.csv (spec/enrichment.md §4, U1 and U2).
// Immutable once loaded, so thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "enrich/bot_list.h"
#include "enrich/device_models.h"
#include "enrich/source_categories.h"

namespace millrace {

// The rules of one app. Apps without files of their own share the default ones.
struct AppDeviceRules {
  uint32_t id = 0;  // unique within a DeviceRules
  std::shared_ptr<const DeviceModels> models;
  std::shared_ptr<const BotList> bots;
};

class DeviceRules {
 public:
  // Searches as described in rule_files.h, and for bots.csv also in the rules directory itself. A missing file counts
  // as empty. Throws UserError (file, line, reason) for a faulty file, SystemError if a file cannot be read.
  static DeviceRules Load(const std::string& default_dir, const std::string& rules_dir);

  // The rules of an app; the default ones for an unknown app.
  const AppDeviceRules& Of(std::string_view app_id) const;
  // Whether any app has rules of its own.
  bool by_app() const { return !apps_.empty(); }
  // A hash of the names and contents of all files in use, in hexadecimal.
  const std::string& checksum() const { return checksum_; }

 private:
  AppDeviceRules default_;
  TextMap<AppDeviceRules> apps_;
  std::string checksum_;
};

}  // namespace millrace
