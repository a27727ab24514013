#include "load/apps.h"

#include "core/app_id.h"
#include "core/error.h"
#include "lake/partition_path.h"
#include "warehouse/app_schema.h"

namespace millrace {

std::string WhyNoSchema(std::string_view app, const std::set<std::string, std::less<>>& taken) {
  if (IsReservedAppId(app)) return "the app id is reserved";
  const std::string schema = SchemaOfApp(app);
  if (IsReservedSchema(schema)) return "the name `" + schema + "` is reserved";
  if (taken.contains(schema)) return "another app has the schema `" + schema + "`";
  return {};
}

std::string NoSchemaMessage(std::string_view app, std::string_view reason) {
  return std::string("the app `")
      .append(app)
      .append("` cannot have a schema in the warehouse: ")
      .append(reason)
      .append("; give the app another id, or remove it from `apps`");
}

LoadApps::LoadApps(Ledger& ledger, int64_t fence, const std::vector<std::string>& configured, uint64_t max_apps)
    : ledger_(ledger), fence_(fence), are_configured_(!configured.empty()), max_apps_(max_apps) {
  for (RegisteredApp& app : ledger.load_items().Apps()) {
    taken_.insert(app.schema);
    schemas_.emplace(std::move(app.app), std::move(app.schema));
  }
  for (const std::string& app : configured) {
    if (const std::string refusal = Register(FolderApp(app)); !refusal.empty()) {
      throw UserError(NoSchemaMessage(app, refusal));
    }
  }
  // Files may have come before their app was configured, or max_apps was raised.
  constexpr size_t kPage = 1000;
  std::string after;
  while (true) {
    const auto page = ledger.load_items().InState(LoadState::kUnknownApp, "", after, kPage);
    for (LoadItem item : page) Admit(item);
    if (page.size() < kPage) return;
    after = page.back().path;
  }
}

void LoadApps::Admit(LoadItem& item) {
  item.state = LoadState::kNew;
  if (schemas_.contains(item.app)) return;
  item.error = are_configured_ ? "the app is not one of `apps`" : Register(item.app);
  if (!item.error.empty()) item.state = LoadState::kUnknownApp;
}

const std::string* LoadApps::SchemaOf(std::string_view app) const {
  const auto found = schemas_.find(app);
  return found == schemas_.end() ? nullptr : &found->second;
}

std::string LoadApps::Register(const std::string& app) {
  if (schemas_.contains(app)) return {};
  if (std::string refusal = WhyNoSchema(app, taken_); !refusal.empty()) return refusal;
  if (!are_configured_ && schemas_.size() >= max_apps_) {
    return "`warehouse.max_apps` apps are registered already";
  }
  std::string schema = SchemaOfApp(app);
  ledger_.load_items().RegisterApp({.app = app, .schema = schema}, fence_);
  taken_.insert(schema);
  schemas_.emplace(app, std::move(schema));
  return {};
}

}  // namespace millrace
