#include "project/expire_warehouse.h"

#include <algorithm>

#include "ledger/held_lease.h"
#include "pipeline/job_id.h"
#include "project/project_warehouse.h"
#include "project/warehouse_apps.h"

namespace millrace {
namespace {

int DaysOf(int64_t milliseconds) {
  constexpr int64_t kRetentionDayMs = 86'400'000;
  return static_cast<int>(milliseconds / kRetentionDayMs);
}

// What an expiry keeps, as the ledger notes it.
std::string ExpirySettings(const Config& config) {
  const Config::Warehouse& warehouse = config.warehouse;
  return std::to_string(DaysOf(warehouse.retention_ms)) + " " + std::to_string(DaysOf(warehouse.MetricsRetention())) +
         (warehouse.expire_users ? " users" : "");
}

ExpiryOptions ExpiryOptionsOf(const Config& config, const AppSettings& app, bool is_dry_run, const ExpiryWatch& watch) {
  ExpiryOptions options;
  options.retention_days = DaysOf(config.warehouse.retention_ms);
  options.metrics_retention_days = DaysOf(config.warehouse.MetricsRetention());
  options.expires_users = config.warehouse.expire_users;
  options.is_dry_run = is_dry_run;
  options.now_us = [] { return WallClockNs() / 1000; };
  options.stop = watch.models.stop;
  if (watch.on_chunk) {
    options.on_chunk = [&](const ExpiryChunk& chunk, size_t number, size_t count) {
      watch.on_chunk(app.app, chunk, number, count);
    };
  }
  if (watch.on_retry) options.on_retry = [&](const std::string& error) { watch.on_retry(app.app, error); };
  return options;
}

}  // namespace

std::vector<AppExpiry> ExpireWarehouse(Project& project, const std::vector<std::string>& apps, bool is_dry_run,
                                       const ExpiryWatch& watch) {
  const Config& config = project.config();
  const SqlModels models = ModelsOf(project);
  CheckApps(project, apps);
  const auto warehouse = is_dry_run ? OpenProjectWarehouseToRead(project, watch.models.on_wait, watch.models.stop)
                                    : OpenProjectWarehouse(project, watch.models.on_wait, watch.models.stop);
  const auto ledger = is_dry_run ? project.OpenLedgerToRead() : project.OpenLedger();
  std::optional<HeldLease> lease;
  if (!is_dry_run) lease.emplace(*ledger, kModelLease, watch.models.patience, watch.models.on_wait);
  const std::vector<AppSettings> chosen = AppsOf(project, *ledger, apps);
  const auto connection = warehouse->Connect();
  const std::string load_mark = ledger->load_items().LoadMark();
  std::vector<AppExpiry> done;
  for (const AppSettings& app : chosen) {
    if (!is_dry_run) {
      PrepareSchema(*connection, models, app, watch.models);
    } else if (!ReadSchemaState(*connection, app.schema).exists) {
      continue;
    } else if (!SchemaChange(*connection, models, app, [] { return WallClockNs() / 1000; }).plan().empty()) {
      throw UserError("the schema " + app.schema + " is not up to date; run `millrace schema apply` first");
    }
    const int64_t began_ns = WallClockNs();
    ExpiryResult result = ExpireApp(*connection, models, app, ExpiryOptionsOf(config, app, is_dry_run, watch));
    done.push_back({app.app, app.schema, std::move(result), (WallClockNs() - began_ns) / 1'000'000});
  }
  const bool has_failed = std::ranges::any_of(done, [](const AppExpiry& app) { return app.result.HasFailed(); });
  if (lease && apps.empty() && !has_failed) {
    ledger->expiries().Save({.finished_ns = WallClockNs(), .load_mark = load_mark, .settings = ExpirySettings(config)},
                            lease->fence());
  }
  return done;
}

bool ExpiryIsDue(Project& project, int64_t now_ns) {
  // A day, less what runs of a schedule vary by.
  constexpr int64_t kLeastAgeNs = 22 * 3'600'000'000'000;
  const auto ledger = project.OpenLedgerToRead();
  if (ledger->load_items().Apps().empty()) return false;
  const std::optional<ExpiryRecord> last = ledger->expiries().Last();
  if (!last || last->settings != ExpirySettings(project.config())) return true;
  // A clock that was set back says nothing about how long ago the expiry was.
  const bool has_passed = now_ns - last->finished_ns >= kLeastAgeNs || now_ns < last->finished_ns;
  return has_passed && last->load_mark != ledger->load_items().LoadMark();
}

}  // namespace millrace
