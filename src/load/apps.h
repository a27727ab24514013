// Which apps have a schema in the warehouse (load.md, differences 2 and 11). Configured apps register themselves; where
// none is configured, the first `max_apps` that have lake files do, so that invented app ids make no schemas. Files of
// the others wait as unknown_app.
//
// A schema belongs to one app, without regard to letter case, for good: a name that another app has, or that engines
// reserve, is refused. For the holder of kLoadLease.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/ledger.h"

namespace millrace {

// Why an app can never have a schema beside those that are taken; empty: it can.
std::string WhyNoSchema(std::string_view app, const std::set<std::string, std::less<>>& taken);

// What a configuration with such an app is told.
std::string NoSchemaMessage(std::string_view app, std::string_view reason);

class LoadApps {
 public:
  // Registers the configured apps. Throws UserError if one of them cannot have its schema. The ledger must outlive it.
  LoadApps(Ledger& ledger, int64_t fence, const std::vector<std::string>& configured, uint64_t max_apps);

  // Registers the app if it may be; sets the state of an item to new or unknown_app, with the reason as its error.
  void Admit(LoadItem& item);
  // The schema of a registered app; null for another.
  const std::string* SchemaOf(std::string_view app) const;
  const std::map<std::string, std::string, std::less<>>& all() const { return schemas_; }

 private:
  // Why the app cannot be registered; empty if it was.
  std::string Register(const std::string& app);

  Ledger& ledger_;
  const int64_t fence_;
  const bool are_configured_;
  const uint64_t max_apps_;
  std::map<std::string, std::string, std::less<>> schemas_;  // by app, as partitions name it
  std::set<std::string, std::less<>> taken_;                 // schemas
};

}  // namespace millrace
