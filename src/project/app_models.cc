#include "project/app_models.h"

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <string_view>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "models/user_models.h"
#include "workflow/clock.h"

#include "core/one_line.h"
#include "core/parallel.h"
#include "core/warehouse_address.h"
#include "ledger/held_lease.h"
#include "ledger/sqlite_ledger.h"
#include "pipeline/job_id.h"
#include "project/progress_note.h"
#include "project/project_warehouse.h"
#include "project/scheduled_models.h"
#include "project/warehouse_apps.h"
#include "storage/read_whole.h"
#include "warehouse/embedded_sql.h"

namespace millrace {
namespace {

// Apps at a time: each has a session of the warehouse, and a server has few for all who use it.
constexpr size_t kMostSessions = 8;
// A line names so many apps.
constexpr size_t kAppsNamed = 3;

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

void AddLeftOut(const SqlModels& models, std::vector<FailedModel>& failed) {
  failed.insert(failed.end(), models.left_out().begin(), models.left_out().end());
}

// What a run of all models depends on: what loads have changed, and what the schemas are made of.
std::string StateForModels(Project& project, Ledger& ledger) {
  const Config& config = project.config();
  const Dialect dialect = DialectOf(config);
  std::string wanted;
  const auto add = [&](std::string_view text) { wanted.append(text).push_back('\0'); };
  for (const std::string_view text : {std::string_view(MILLRACE_VERSION), NameOf(dialect)}) add(text);
  add(config.warehouse.uri);
  add(config.warehouse.reader);
  for (const EmbeddedSql& sql : EmbeddedSqlTexts()) add(dialect == Dialect::kPostgres ? sql.postgres : sql.duckdb);
  for (const FileInfo& file : project.files().List(config.models.folder)) {
    add(file.path);
    add(ReadWhole(project.files(), file.path));
  }
  for (const AppSettings& app : AppsOf(project, ledger, {})) {
    add(app.app);
    add(app.timezone);
    add(std::to_string(app.look_back_days) + " " + std::to_string(app.retention_days));
  }
  return ledger.load_items().LoadMark() + " " + std::to_string(XXH3_64bits(wanted.data(), wanted.size()));
}

}  // namespace

SqlModels ModelsOf(Project& project, std::optional<Dialect> dialect) {
  return ModelsWith(project.files(), project.config().models.folder, dialect.value_or(DialectOf(project.config())));
}

std::vector<std::string> FailureLines(const std::vector<std::pair<std::string, FailedModel>>& failures) {
  std::vector<std::pair<std::string, std::vector<std::string>>> apps_of_errors;
  for (const auto& [app, failed] : failures) {
    auto found = std::ranges::find(apps_of_errors, failed.error, [](const auto& each) { return each.first; });
    if (found == apps_of_errors.end()) found = apps_of_errors.insert(found, {failed.error, {}});
    if (std::ranges::find(found->second, app) == found->second.end()) found->second.push_back(app);
  }
  std::vector<std::string> lines;
  lines.reserve(apps_of_errors.size());
  for (const auto& [error, apps] : apps_of_errors) {
    std::string line = apps.size() > kAppsNamed ? std::to_string(apps.size()) + " apps" : "";
    for (size_t i = 0; i < apps.size() && apps.size() <= kAppsNamed; ++i) line += (i == 0 ? "" : ", ") + apps[i];
    lines.push_back(line + ": " + OneLine(error));
  }
  return lines;
}

std::vector<AppModels> RunModels(Project& project, const ModelRequest& request, const ModelWatch& watch) {
  const SqlModels models = ModelsOf(project);
  CheckApps(project, request.apps);
  const auto warehouse = request.is_dry_run ? OpenProjectWarehouseToRead(project, watch.on_wait, watch.stop)
                                            : OpenProjectWarehouse(project, watch.on_wait, watch.stop);
  const Config& config = project.config();
  const bool is_new = !LedgerExists(LedgerPath(config.state, config.project));
  // A dry run computes in a transaction that it rolls back, so it needs the lease, too; without a ledger nothing was
  // loaded.
  const bool only_reads = request.is_dry_run && is_new;
  const auto ledger = only_reads ? project.OpenLedgerToRead() : project.OpenLedger();
  std::optional<HeldLease> lease;
  if (!only_reads) lease.emplace(*ledger, kModelLease, watch.patience, watch.on_wait);
  const std::vector<AppSettings> apps = AppsOf(project, *ledger, request.apps);
  const std::string state = StateForModels(project, *ledger);
  std::vector<std::optional<AppModels>> results(apps.size());
  ProgressNote note(project.config(), kModelsWorkflow);
  ModelWatch noted = watch;
  noted.on_model = [&](const std::string& app, const ModelFile& model, size_t number, size_t count) {
    note.Tell(app + ": " + model.name, number - 1, count, "models");
    if (watch.on_model) watch.on_model(app, model, number, count);
  };
  const auto run_app = [&](Connection& connection, size_t i, const ModelWatch& told) {
    const AppSettings& app = apps[i];
    const std::string run_id = NewJobId(WallClockNs()) + "-" + app.schema;
    const int64_t began_us = NowUs();
    std::vector<FailedModel> left_out;
    if (!request.is_dry_run)
      left_out = ApplySchema(connection, models, app, ApplyOptions(run_id + "-schema", app, told)).left_out;
    if (request.is_dry_run && !ReadSchemaState(connection, app.schema).exists) return;
    results[i] = AppModels{app.app, app.schema, {}, 0};
    ModelRunOptions options = RunOptions(run_id, app, request, told);
    options.failed = std::move(left_out);
    results[i]->result = RunModelsOfApp(connection, models, app, request.select, options);
    results[i]->milliseconds = (NowUs() - began_us) / 1000;
  };
  // A schedule would take the last run of all models for current, and leave what failed since then as it is.
  const auto leave_work = [&] {
    const auto last = ledger->warehouse_marks().Find(kModelLease);
    if (request.is_dry_run || !lease || !last) return;
    ledger->warehouse_marks().Save(kModelLease, {.state = "", .at_ns = last->at_ns},
                                   {.name = std::string(kModelLease), .fence = lease->fence()});
  };
  try {
    ForEachApp(project.config(), *warehouse, apps, noted, run_app);
  } catch (const UserError&) {
    leave_work();
    throw;
  }
  std::vector<AppModels> done;
  for (std::optional<AppModels>& result : results) {
    if (result) done.push_back(std::move(*result));
  }
  // What failed is tried again by the next run; a file that is no model when it has changed.
  const bool has_failed = std::ranges::any_of(done, [](const AppModels& app) { return !app.result.failed.empty(); });
  for (AppModels& app : done) AddLeftOut(models, app.result.failed);
  if (has_failed) leave_work();
  if (!request.is_dry_run && !has_failed && request.select.empty() && request.apps.empty()) {
    ledger->warehouse_marks().Save(kModelLease, {.state = state, .at_ns = WallClockNs()},
                                   {.name = std::string(kModelLease), .fence = lease->fence()});
  }
  return done;
}

bool ModelsMayHaveWork(Project& project, Ledger& ledger) {
  if (ledger.load_items().Apps().empty()) return false;
  const auto done = ledger.warehouse_marks().Find(kModelLease);
  return !done || done->state != StateForModels(project, ledger);
}

std::vector<AppSchema> PlanSchemas(Project& project) {
  const SqlModels models = ModelsOf(project);
  CheckApps(project, {});
  const auto ledger = project.OpenLedgerToRead();
  const auto warehouse = OpenProjectWarehouseToRead(project);
  const auto connection = warehouse->Connect();
  std::vector<AppSchema> plans;
  for (const AppSettings& app : AppsOf(project, *ledger, {})) {
    plans.push_back({app.app, app.schema, SchemaChange(*connection, models, app, NowUs).plan(), models.left_out()});
  }
  return plans;
}

std::vector<AppSchema> ApplySchemas(Project& project, const ModelWatch& watch) {
  const SqlModels models = ModelsOf(project);
  CheckApps(project, {});
  const auto warehouse = OpenProjectWarehouse(project, watch.on_wait, watch.stop);
  const auto ledger = project.OpenLedger();
  const HeldLease lease(*ledger, kModelLease, watch.patience, watch.on_wait);
  const std::vector<AppSettings> apps = AppsOf(project, *ledger, {});
  std::vector<AppSchema> done(apps.size());
  ForEachApp(project.config(), *warehouse, apps, watch, [&](Connection& connection, size_t i, const ModelWatch& told) {
    const AppSettings& app = apps[i];
    const std::string run_id = NewJobId(WallClockNs()) + "-" + app.schema;
    SchemaApplied applied = ApplySchema(connection, models, app, ApplyOptions(run_id, app, told));
    AddLeftOut(models, applied.left_out);
    done[i] = {app.app, app.schema, std::move(applied.plan), std::move(applied.left_out)};
  });
  return done;
}

void PrepareSchema(Connection& connection, const SqlModels& models, const AppSettings& app, const ModelWatch& watch) {
  const std::string run_id = NewJobId(WallClockNs()) + "-" + app.schema;
  std::vector<FailedModel> left_out = ApplySchema(connection, models, app, ApplyOptions(run_id, app, watch)).left_out;
  AddLeftOut(models, left_out);
  for (const FailedModel& model : left_out) {
    if (watch.on_left_out) watch.on_left_out(app.app, model);
  }
}

DbtProject DbtProjectOf(Project& project, std::optional<Dialect> dialect) {
  const SqlModels models = ModelsOf(project, dialect);
  if (!models.left_out().empty()) throw UserError(models.left_out().front().error);
  const std::vector<AppSettings> apps = AppsOf(project, *project.OpenLedgerToRead(), {});
  if (apps.empty()) {
    throw UserError("no app is known yet; name them as `apps` in the configuration, or load first: millrace load");
  }
  const WarehouseAddress address = ParseWarehouseAddress(project.config().warehouse.uri);
  const bool is_file = address.kind == WarehouseKind::kDuckDb && !address.file.empty();
  return DbtProjectOf(models, apps, std::filesystem::absolute(is_file ? address.file : "warehouse.duckdb").string());
}

}  // namespace millrace
