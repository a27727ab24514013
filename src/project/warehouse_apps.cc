#include "project/warehouse_apps.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "load/apps.h"

#include "core/did_you_mean.h"
#include "core/error.h"
#include "lake/partition_path.h"
#include "warehouse/app_schema.h"

namespace millrace {
namespace {

constexpr int64_t kDayMs = 86'400'000;

}  // namespace

void CheckApps(Project& project, const std::vector<std::string>& only) {
  const auto ledger = project.OpenLedgerToRead();
  std::set<std::string, std::less<>> apps, taken;
  for (const RegisteredApp& app : ledger->load_items().Apps()) {
    apps.insert(app.app);
    taken.insert(app.schema);
  }
  for (const Config::App& configured : project.config().apps) {
    const std::string app = FolderApp(configured.id);
    if (!apps.insert(app).second) continue;
    if (const std::string reason = WhyNoSchema(app, taken); !reason.empty())
      throw UserError(NoSchemaMessage(configured.id, reason));
    taken.insert(SchemaOfApp(app));
  }
  if (!only.empty()) AppsOf(project, *ledger, only);
}

std::vector<AppSettings> AppsOf(Project& project, Ledger& ledger, const std::vector<std::string>& only) {
  std::vector<AppSettings> apps;
  const Config& config = project.config();
  std::set<std::string, std::less<>> taken;
  const auto add = [&](const std::string& app, const std::string& schema) {
    taken.insert(schema);
    AppSettings settings{.app = app,
                         .schema = schema,
                         .timezone = "UTC",
                         .look_back_days = static_cast<int>(config.models.lookback_ms / kDayMs),
                         .retention_days = config.models.retention_days,
                         .reader = config.warehouse.reader};
    for (const Config::App& configured : config.apps) {
      if (FolderApp(configured.id) == app) settings.timezone = configured.timezone;
    }
    apps.push_back(std::move(settings));
  };
  for (const RegisteredApp& app : ledger.load_items().Apps()) add(app.app, app.schema);
  for (const Config::App& configured : config.apps) {
    const std::string app = FolderApp(configured.id);
    if (WhyNoSchema(app, taken).empty()) add(app, SchemaOfApp(app));
  }
  std::sort(apps.begin(), apps.end(), [](const AppSettings& a, const AppSettings& b) { return a.app < b.app; });
  std::vector<std::string_view> names;
  names.reserve(apps.size());
  for (const AppSettings& app : apps) names.push_back(app.app);
  for (const std::string& name : only) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      throw UserError("--app: nothing was loaded of the app `" + name + "`" + DidYouMeanHint(name, names));
    }
  }
  if (!only.empty()) {
    std::erase_if(apps,
                  [&](const AppSettings& app) { return std::find(only.begin(), only.end(), app.app) == only.end(); });
  }
  return apps;
}

}  // namespace millrace
