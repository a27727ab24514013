#include "project/saved_console.h"

#include "charts/chart_catalog.h"
#include "charts/chart_request.h"
#include "explore/analysis.h"
#include "explore/board.h"
#include "explore/description_error.h"
#include "explore/segment_sql.h"

#include "core/cancelled.h"
#include "core/error.h"
#include "core/log.h"
#include "pipeline/job_id.h"
#include "project/project_warehouse.h"
#include "project/segment_refresh.h"

namespace millrace {
namespace {

constexpr size_t kMaxTitleBytes = 200;
constexpr int64_t kMostExportedUsers = 1'000'000;
constexpr size_t kMostExports = 4;
constexpr std::chrono::minutes kExportTimeLimit{5};

bool IsChartId(std::string_view id) {
  return FindChart(id) != nullptr;
}

// As the route of the chart would refuse them.
std::string FaultOfChartParameters(const BoardItem& item) {
  ChartParameters parameters;
  for (const auto& [name, values] : item.parameters) {
    for (const std::string& value : values) parameters.emplace_back(name, value);
  }
  const auto today = static_cast<int32_t>(WallClockNs() / 1'000'000'000 / 86'400);
  const auto read = ReadChartRequest(*FindChart(item.chart), parameters, today);
  const auto* const fault = std::get_if<ParameterFault>(&read);
  return fault == nullptr ? "" : "`" + fault->parameter + "`: " + fault->detail;
}

std::string CanonicalBody(DocumentKind kind, std::string_view body) {
  switch (kind) {
    case DocumentKind::kAnalysis:
      return AnalysisJson(ParseAnalysis(body));
    case DocumentKind::kBoard:
      return BoardJson(ParseBoard(body, {.is_chart = IsChartId, .parameter_fault = FaultOfChartParameters}));
    case DocumentKind::kSegment: {
      const Segment segment = ParseSegment(body);
      if (segment.refresh) CheckRefresh(*segment.refresh);
      return SegmentJson(segment);
    }
  }
  throw InternalError("unknown kind of a document");
}

// Both throw UserError.
void CheckHasTables(const AppData& app) {
  if (!app.has_tables) throw UserError("nothing of the app `" + app.id + "` has been loaded and modelled yet");
}

void CheckDialect(const Connection& connection) {
  if (connection.dialect() != Dialect::kRedshift) return;
  throw UserError("analyses run on DuckDB and PostgreSQL; this warehouse has another dialect");
}

// A session that may write.
std::unique_ptr<Connection> ConnectToWrite(Project& project, const AppData& app, const std::stop_token& stop) {
  CheckHasTables(app);
  auto connection = OpenProjectWarehouse(project, {}, stop)->Connect();
  CheckDialect(*connection);
  return connection;
}

AnalysisTarget TargetOf(const AppData& app, const Connection& connection) {
  return {.schema = app.schema, .timezone = app.timezone, .dialect = connection.dialect()};
}

int64_t ExecuteSegment(Connection& connection, const SegmentStatement& statement, const std::stop_token& stop) {
  return connection.Execute(statement.sql.text(), statement.values.Bound(), stop);
}

}  // namespace

SavedConsole::SavedConsole(Project& project, AppsWithData& apps)
    : project_(project),
      apps_(apps),
      exports_(project, {.connections = kMostExports, .time_limit = kExportTimeLimit}) {}

std::shared_ptr<const AppData> SavedConsole::AppOf(const std::string& id) const {
  auto app = apps_.Find(id);
  if (app == nullptr) throw UserError("nothing was loaded of the app `" + id + "`");
  return app;
}

std::vector<ConsoleDocument> SavedConsole::List(const std::string& app, DocumentKind kind) {
  return project_.OpenLedgerToRead()->console_documents().List(app, kind);
}

std::optional<ConsoleDocument> SavedConsole::Find(const std::string& app, DocumentKind kind, const std::string& id) {
  return project_.OpenLedgerToRead()->console_documents().Find(app, kind, id);
}

ConsoleDocument SavedConsole::Save(ConsoleDocument document) {
  AppOf(document.app);
  if (document.title.empty() || document.title.size() > kMaxTitleBytes) {
    throw DescriptionError("/title", "expected a text of 1 to " + std::to_string(kMaxTitleBytes) + " bytes");
  }
  document.body = CanonicalBody(document.kind, document.body);
  document.changed_ns = WallClockNs();
  if (document.id.empty()) {
    document.id = NewJobId(document.changed_ns);
    document.created_ns = document.changed_ns;
    document.version = 0;
  }
  const auto ledger = project_.OpenLedger();
  const bool is_saved = ledger->console_documents().Save(document);
  auto kept = ledger->console_documents().Find(document.app, document.kind, document.id);
  if (!is_saved || !kept) {
    throw DocumentConflict("somebody else has changed or removed `" + document.title +
                           "` since it was read; read it again");
  }
  return std::move(*kept);
}

bool SavedConsole::Remove(const std::string& app, DocumentKind kind, const std::string& id) {
  const auto ledger = project_.OpenLedger();
  if (kind != DocumentKind::kSegment) return ledger->console_documents().Remove(app, kind, id);
  const auto data = AppOf(app);
  // Before the document, so that it stays should this fail, and after it: a run that ends in between has rows.
  Clear(*data, id);
  const bool was_there = ledger->console_documents().Remove(app, kind, id);
  Clear(*data, id);
  return was_there;
}

void SavedConsole::Clear(const AppData& app, const std::string& id) const {
  if (!app.has_tables) return;
  const auto connection = ConnectToWrite(project_, app, {});
  ExecuteSegment(*connection, ClearSegment(id, TargetOf(app, *connection)), {});
}

SegmentRun SavedConsole::Replace(const AppData& app, const ConsoleDocument& document, SegmentRun run,
                                 const std::stop_token& stop) const {
  CheckHasTables(app);
  const Segment segment = ParseSegment(document.body);
  for (const SegmentGroup& group : segment.groups) {
    if (group.range.days) continue;
    if (!app.last_complete_day) {
      throw UserError("no day of the app is complete yet: " + app.id + "; choose days with `from` and `to`");
    }
    run.last_day = *app.last_complete_day;
  }
  const auto connection = ConnectToWrite(project_, app, stop);
  const AnalysisTarget target = TargetOf(app, *connection);
  Transaction transaction(*connection);
  ExecuteSegment(*connection, ClearSegment(document.id, target), stop);
  ExecuteSegment(*connection, FillSegment(document.id, segment, target, run.last_day), stop);
  const SegmentStatement summary = SegmentSummary(document.id, target);
  const ResultRows sizes = connection->QueryRows(summary.sql.text(), summary.values.Bound(), stop);
  run.segment_size = sizes.Integer(0, 0);
  run.total_users = sizes.Integer(0, 1);
  transaction.Commit();
  run.is_done = true;
  return run;
}

std::optional<SegmentRun> SavedConsole::RunSegment(const std::string& app, const std::string& id,
                                                   const std::stop_token& stop) {
  const auto ledger = project_.OpenLedger();
  const auto document = ledger->console_documents().Find(app, DocumentKind::kSegment, id);
  if (!document) return std::nullopt;
  SegmentRun run{.app = app, .segment = id, .started_ns = WallClockNs()};
  std::shared_ptr<const AppData> data;
  try {
    data = AppOf(app);
    run = Replace(*data, *document, run, stop);
  } catch (const Cancelled&) {
    throw;
  } catch (const UserError& error) {
    run.error = error.what();
  } catch (const std::exception& error) {
    LogError("a run of the segment " + id + " of " + app + " failed: " + error.what());
    run.error = "the warehouse could not answer; the log of the server has the reason";
  }
  run.finished_ns = WallClockNs();
  // Whoever removed the segment meanwhile did not see these rows.
  if (!ledger->console_documents().Find(app, DocumentKind::kSegment, id)) {
    if (data != nullptr) Clear(*data, id);
    return std::nullopt;
  }
  ledger->console_documents().AddRun(run);
  return run;
}

void SavedConsole::RecordFailure(SegmentRun run, const std::string& error) {
  const auto ledger = project_.OpenLedger();
  if (!ledger->console_documents().Find(run.app, DocumentKind::kSegment, run.segment)) return;
  run.finished_ns = WallClockNs();
  run.error = error;
  ledger->console_documents().AddRun(run);
}

std::vector<std::optional<int64_t>> SavedConsole::NextRuns(std::span<const ConsoleDocument> documents) {
  std::vector<std::optional<int64_t>> next(documents.size());
  const auto ledger = project_.OpenLedgerToRead();
  for (size_t i = 0; i < documents.size(); ++i) {
    if (documents[i].kind != DocumentKind::kSegment) continue;
    next[i] = NextRefresh(project_.config(), ledger->console_documents(), documents[i]);
  }
  return next;
}

std::vector<SegmentRun> SavedConsole::Runs(const std::string& app, const std::string& id) {
  return project_.OpenLedgerToRead()->console_documents().Runs(app, id);
}

std::unique_ptr<UserExport> SavedConsole::ExportUsers(const std::string& app, const std::string& id,
                                                      const std::stop_token& stop, size_t most_bytes) {
  if (!Find(app, DocumentKind::kSegment, id)) return nullptr;
  const auto data = AppOf(app);
  CheckHasTables(*data);
  // None waits for a connection: those that hold them need the threads of those that would wait.
  const std::shared_ptr<const void> place(&open_exports_, [this](const void*) { --open_exports_; });
  if (open_exports_++ >= kMostExports) {
    throw ExportsBusy(std::to_string(kMostExports) + " exports are being read; try again when some have ended");
  }
  auto held = std::make_unique<QueryPool::Held>(exports_, stop);
  SegmentStatement users;
  held->Run([&](const Connection& connection, const std::stop_token&) {
    CheckDialect(connection);
    users = SegmentUsers(id, TargetOf(*data, connection), kMostExportedUsers);
  });
  return std::make_unique<UserExport>(std::move(held), users, most_bytes, place);
}

}  // namespace millrace
