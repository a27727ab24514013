// The rules of traffic sources for all apps: source_categories.csv, channel_rules.yaml, click_ids.csv,
// ignored_referrers.csv (spec/enrichment.md §3.10 and §4, differences T13 and T15) and the apps' own domains (T14).
//
// Immutable once loaded, so thread-safe: all workers share one object. Changed files take effect in a new object; if
// loading it throws, the old one stays usable.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "enrich/channel_rules.h"
#include "enrich/click_ids.h"
#include "enrich/domains.h"
#include "enrich/source_categories.h"

namespace millrace {

// The rules of one app. Apps without files of their own share the default ones.
struct AppTrafficRules {
  uint32_t id = 0;  // unique within a TrafficSourceRules
  std::shared_ptr<const SourceCategories> categories;
  std::shared_ptr<const ChannelRules> channels;
  std::shared_ptr<const ClickIds> click_ids;
  std::shared_ptr<const IgnoredReferrers> ignored_referrers;
  Domains own_domains;
};

class TrafficSourceRules {
 public:
  // Files are searched as described in rule_files.h. Without any click_ids.csv, the default rows of ClickIds apply;
  // without any ignored_referrers.csv, no referrer is ignored. `own_domains`: by app id. Throws UserError (file, line,
  // reason) for a faulty file or domain and for a missing required file, SystemError if a file cannot be read.
  static std::unique_ptr<TrafficSourceRules> Load(const std::string& default_dir, const std::string& rules_dir,
                                                  const std::map<std::string, std::vector<std::string>>& own_domains);

  // The rules of an app; the default ones for an unknown app.
  const AppTrafficRules& Of(std::string_view app_id) const;

  // A hash of the names and contents of all files in use and of the own domains, in hexadecimal: for run reports, and
  // to detect changes.
  const std::string& checksum() const { return checksum_; }

 private:
  AppTrafficRules default_;
  TextMap<AppTrafficRules> apps_;
  std::string checksum_;
};

}  // namespace millrace
