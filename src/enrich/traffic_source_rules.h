// The files that decide about traffic sources, for all apps: source_categories.csv, channel_rules.yaml, click_ids.csv,
// ignored_referrers.csv (spec/enrichment.md §3.10 and §4, differences T13 and T15) and the apps' own domains (T14).
//
// Immutable once loaded, so thread-safe: one object is shared by all workers. To see changed files load a new object
// between runs; a fault in a file throws and leaves the old object as it was.
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

// What counts for one app. Apps without an own file share the default's.
struct AppTrafficRules {
  uint32_t id = 0;  // distinct in one TrafficSourceRules
  std::shared_ptr<const SourceCategories> categories;
  std::shared_ptr<const ChannelRules> channels;
  std::shared_ptr<const ClickIds> click_ids;
  std::shared_ptr<const IgnoredReferrers> ignored_referrers;
  Domains own_domains;
};

class TrafficSourceRules {
 public:
  // Files are looked for as rule_files.h says. Without click_ids.csv and ignored_referrers.csv anywhere, ClickIds' own
  // rows count and no referrer is ignored. `own_domains`: by app id. Throws UserError (file, line, reason) for a faulty
  // file or domain and for a required file that is nowhere, SystemError when a file cannot be read.
  static std::unique_ptr<TrafficSourceRules> Load(const std::string& default_dir, const std::string& rules_dir,
                                                  const std::map<std::string, std::vector<std::string>>& own_domains);

  // The rules of an app; the default's for one that is not known.
  const AppTrafficRules& Of(std::string_view app_id) const;

  // A hash over names and contents of all files in use and over the own domains, in hex: for run reports, and to see
  // whether anything changed.
  const std::string& checksum() const { return checksum_; }

 private:
  AppTrafficRules default_;
  TextMap<AppTrafficRules> apps_;
  std::string checksum_;
};

}  // namespace millrace
