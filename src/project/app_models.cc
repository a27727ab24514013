#include "project/app_models.h"

#include <algorithm>
#include <mutex>

#include "models/user_models.h"
#include "workflow/clock.h"

#include "core/parallel.h"
#include "ledger/held_lease.h"
#include "pipeline/job_id.h"
#include "project/project_warehouse.h"
#include "project/warehouse_apps.h"

namespace millrace {
namespace {

// Apps at a time: each has a session of the warehouse, and a server has few for all who use it.
constexpr size_t kMostSessions = 8;

int64_t NowUs() {
  return WallClockNs() / 1000;
}

SchemaApplyOptions ApplyOptions(const std::string& run_id, const AppSettings& app, const ModelWatch& watch) {
  SchemaApplyOptions options;
  options.run_id = run_id;
  options.now = NowUs;
  if (watch.on_step) options.on_step = [&](const SchemaStep& step) { watch.on_step(app.app, step); };
  if (watch.on_model) {
    options.on_model = [&](const ModelFile& model, size_t number, size_t count) {
      watch.on_model(app.app, model, number, count);
    };
  }
  options.stop = watch.stop;
  return options;
}

ModelRunOptions RunOptions(const std::string& run_id, const AppSettings& app, const ModelRequest& request,
                           const ModelWatch& watch) {
  ModelRunOptions options;
  options.run_id = run_id;
  options.first_day = request.first_day;
  options.last_day = request.last_day;
  options.is_full = request.is_full;
  options.is_manual = request.is_manual;
  options.checks_views = request.is_full;
  options.is_dry_run = request.is_dry_run;
  options.now_us = NowUs();
  options.stop = watch.stop;
  if (watch.on_model) {
    options.on_model = [&](const ModelFile& model, size_t number, size_t count) {
      watch.on_model(app.app, model, number, count);
    };
  }
  return options;
}

// The functions of `watch`, one call at a time.
ModelWatch InTurn(const ModelWatch& watch, std::mutex& mutex) {
  ModelWatch result = watch;
  if (watch.on_step) {
    result.on_step = [&](const std::string& app, const SchemaStep& step) {
      const std::scoped_lock lock(mutex);
      watch.on_step(app, step);
    };
  }
  if (watch.on_model) {
    result.on_model = [&](const std::string& app, const ModelFile& model, size_t number, size_t count) {
      const std::scoped_lock lock(mutex);
      watch.on_model(app, model, number, count);
    };
  }
  return result;
}

// Calls `work` for each app, for several at a time, each with a session of its own. An app shares no table with
// another.
template <typename Work>
void ForEachApp(const Config& config, Warehouse& warehouse, const std::vector<AppSettings>& apps,
                const ModelWatch& watch, const Work& work) {
  std::mutex mutex;
  const ModelWatch in_turn = InTurn(watch, mutex);
  const size_t threads = std::min(static_cast<size_t>(config.processing.threads), kMostSessions);
  ParallelFor(threads, apps.size(), [&](size_t i) {
    const auto connection = warehouse.Connect();
    work(*connection, i, in_turn);
  });
}

}  // namespace

SqlModels ModelsOf(Project& project, std::optional<Dialect> dialect) {
  return ModelsWith(project.files(), project.config().models.folder, dialect.value_or(DialectOf(project.config())));
}

std::vector<AppModels> RunModels(Project& project, const ModelRequest& request, const ModelWatch& watch) {
  const SqlModels models = ModelsOf(project);
  const auto ledger = project.OpenLedger();
  const std::vector<AppSettings> apps = AppsOf(project, *ledger, request.apps);
  const HeldLease lease(*ledger, kModelLease, watch.patience, watch.on_wait);
  const auto warehouse = OpenProjectWarehouse(project.config(), watch.on_wait, watch.stop);
  std::vector<std::optional<AppModels>> results(apps.size());
  ForEachApp(project.config(), *warehouse, apps, watch, [&](Connection& connection, size_t i, const ModelWatch& told) {
    const AppSettings& app = apps[i];
    const std::string run_id = NewJobId(WallClockNs()) + "-" + app.schema;
    const int64_t began_us = NowUs();
    if (!request.is_dry_run) ApplySchema(connection, models, app, ApplyOptions(run_id + "-schema", app, told));
    if (request.is_dry_run && !ReadSchemaState(connection, app.schema).exists) return;
    results[i] = AppModels{app.app, app.schema, {}, 0};
    results[i]->result =
        RunModelsOfApp(connection, models, app, request.select, RunOptions(run_id, app, request, told));
    results[i]->milliseconds = (NowUs() - began_us) / 1000;
  });
  std::vector<AppModels> done;
  for (std::optional<AppModels>& result : results) {
    if (result) done.push_back(std::move(*result));
  }
  return done;
}

bool ModelsHaveWork(Project& project) {
  const auto ledger = project.OpenLedgerToRead();
  if (ledger->load_items().Apps().empty()) return false;
  const std::vector<AppSettings> apps = AppsOf(project, *ledger, {});
  const SqlModels models = ModelsOf(project);
  const auto warehouse = OpenProjectWarehouse(project.config());
  const auto connection = warehouse->Connect();
  return std::any_of(apps.begin(), apps.end(), [&](const AppSettings& app) {
    return !SchemaChange(*connection, models, app, NowUs).plan().empty() || HasChanges(*connection, app);
  });
}

std::vector<AppSchema> PlanSchemas(Project& project) {
  const SqlModels models = ModelsOf(project);
  const auto ledger = project.OpenLedgerToRead();
  const auto warehouse = OpenProjectWarehouse(project.config());
  const auto connection = warehouse->Connect();
  std::vector<AppSchema> plans;
  for (const AppSettings& app : AppsOf(project, *ledger, {})) {
    plans.push_back({app.app, app.schema, SchemaChange(*connection, models, app, NowUs).plan()});
  }
  return plans;
}

std::vector<AppSchema> ApplySchemas(Project& project, const ModelWatch& watch) {
  const SqlModels models = ModelsOf(project);
  const auto ledger = project.OpenLedger();
  const HeldLease lease(*ledger, kModelLease, watch.patience, watch.on_wait);
  const std::vector<AppSettings> apps = AppsOf(project, *ledger, {});
  const auto warehouse = OpenProjectWarehouse(project.config(), watch.on_wait, watch.stop);
  std::vector<AppSchema> done(apps.size());
  ForEachApp(project.config(), *warehouse, apps, watch, [&](Connection& connection, size_t i, const ModelWatch& told) {
    const AppSettings& app = apps[i];
    const std::string run_id = NewJobId(WallClockNs()) + "-" + app.schema;
    done[i] = {app.app, app.schema, ApplySchema(connection, models, app, ApplyOptions(run_id, app, told))};
  });
  return done;
}

}  // namespace millrace
