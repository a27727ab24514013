#include "project/exploration.h"

#include <random>

#include "core/cancelled.h"
#include "core/error.h"
#include "core/log.h"
#include "core/time.h"

namespace millrace {
namespace {

using AnalysisClock = std::chrono::steady_clock;

// Whoever has the id of a query can tell those of no others.
std::string RandomId() {
  std::random_device random;
  std::string id = std::to_string(random());
  for (int i = 0; i < 3; ++i) id += "-" + std::to_string(random());
  return id;
}

}  // namespace

struct Exploration::Query {
  std::string id = {};
  std::shared_ptr<const AppData> app = {};
  Analysis analysis = {};
  std::string description = {};
  std::stop_source stop = {};
  // Under the mutex of the service.
  QueryState state = QueryState::kWaiting;
  AnalysisClock::time_point began = {}, ended = {};
  std::string problem = {};
  std::shared_ptr<const AnalysisResult> result = {};
  std::vector<std::weak_ptr<const std::function<void()>>> notices = {};  // those of clients that have gone are null

  bool is_finished() const { return state >= QueryState::kDone; }
  size_t bytes() const { return description.size() + (result == nullptr ? 0 : result->bytes()); }
  QueryReport Report() const {
    QueryReport report{.id = id, .app = app->id, .state = state, .result = result, .problem = problem};
    if (began != AnalysisClock::time_point()) {
      const auto end = is_finished() ? ended : AnalysisClock::now();
      report.elapsed_ms = std::chrono::duration_cast<std::chrono::milliseconds>(end - began).count();
    }
    return report;
  }
};

Exploration::Exploration(Project& project, AppsWithData& apps, ExplorationOptions options)
    : apps_(apps),
      options_(options),
      pool_(project, {.connections = options.most_running, .time_limit = options.time_limit}),
      cache_(options.result_bytes / 2) {
  for (size_t i = 0; i < options_.most_running; ++i) {
    workers_.emplace_back([this](const std::stop_token& stop) { Work(stop); });
  }
}

Exploration::~Exploration() {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, query] : queries_) query->stop.request_stop();
  for (std::jthread& worker : workers_) worker.request_stop();
}

std::string Exploration::Submit(const std::string& app, std::string_view description) {
  auto query = std::make_shared<Query>();
  query->analysis = ParseAnalysis(description);
  query->description = AnalysisJson(query->analysis);
  query->app = apps_.Find(app);
  if (query->app == nullptr) throw UserError("nothing was loaded of the app `" + app + "`");
  const std::lock_guard lock(mutex_);
  if (waiting_.size() >= options_.most_waiting) {
    throw ExplorationBusy(std::to_string(waiting_.size()) + " analyses are waiting; try again when some have ended");
  }
  query->id = RandomId();
  queries_[query->id] = query;
  waiting_.push_back(query);
  changed_.notify_all();
  return query->id;
}

std::optional<QueryReport> Exploration::Poll(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = queries_.find(id);
  return found == queries_.end() ? std::nullopt : std::optional(found->second->Report());
}

std::shared_ptr<const void> Exploration::NotifyAtEnd(const std::string& id, std::function<void()> notice) {
  const auto held = std::make_shared<const std::function<void()>>(std::move(notice));
  const std::lock_guard lock(mutex_);
  const auto found = queries_.find(id);
  if (found == queries_.end() || found->second->is_finished()) {
    (*held)();
    return held;
  }
  auto& notices = found->second->notices;
  std::erase_if(notices, [](const auto& each) { return each.expired(); });
  notices.push_back(held);
  return held;
}

bool Exploration::Cancel(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = queries_.find(id);
  if (found == queries_.end()) return false;
  const QueryPointer query = found->second;
  query->stop.request_stop();
  if (query->state == QueryState::kWaiting) {
    std::erase(waiting_, query);
    Finish(*query, QueryState::kCancelled, "");
  }
  return true;
}

void Exploration::Work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [&] { return !waiting_.empty(); })) {
    const QueryPointer query = waiting_.front();
    waiting_.pop_front();
    query->state = QueryState::kRunning;
    query->began = AnalysisClock::now();
    lock.unlock();
    Run(*query);
    lock.lock();
  }
}

void Exploration::Run(Query& query) {
  QueryState state = QueryState::kFailed;
  std::string problem;
  std::shared_ptr<const AnalysisResult> result;
  try {
    result = FindOrCompute(query);
    state = QueryState::kDone;
  } catch (const Cancelled&) {
    state = QueryState::kCancelled;
  } catch (const QueryTimedOut& error) {
    problem = error.what();
  } catch (const UserError& error) {
    problem = error.what();
  } catch (const std::exception& error) {
    LogError("analysis of " + query.app->id + " failed: " + error.what() + "; " + query.description);
    problem = "the warehouse could not answer; the log of the server has the reason";
  }
  const std::lock_guard lock(mutex_);
  query.result = result;
  Finish(query, state, std::move(problem));
}

std::shared_ptr<const AnalysisResult> Exploration::FindOrCompute(Query& query) {
  const AppData& app = *query.app;
  if (!app.has_tables) throw UserError("nothing of the app `" + app.id + "` has been loaded and modelled yet");
  const std::optional<int32_t> last_day = app.last_complete_day;
  if (!query.analysis.range.days && !last_day) {
    throw UserError("no day of the app is complete yet: " + app.id + "; choose days with `from` and `to`");
  }
  const AnalysisDays range = query.analysis.range.Resolve(last_day.value_or(0));
  std::shared_ptr<const AnalysisResult> result;
  pool_.Run(
      [&](Connection& connection, const std::stop_token& stop) {
        if (connection.dialect() == Dialect::kRedshift) {
          throw UserError("analyses run on DuckDB and PostgreSQL; this warehouse has another dialect");
        }
        const AnalysisTarget target{.schema = app.schema, .timezone = app.timezone, .dialect = connection.dialect()};
        const auto compute = [&] {
          AnalysisStatement statement = BuildAnalysis(query.analysis, target, range);
          AnalysisRows rows(connection, statement, stop);
          std::optional<ComparedResult> compared;
          if (query.analysis.compare) {
            const AnalysisDays days = query.analysis.compare->Resolve(range);
            compared = ComparedResult{
                .range = days, .rows = AnalysisRows(connection, BuildAnalysis(query.analysis, target, days), stop)};
          }
          return std::pair(std::make_shared<const AnalysisResult>(
                               AnalysisResult{.description = query.description,
                                              .kind = std::string(kAnalysisKindNames[query.analysis.body.index()]),
                                              .timezone = app.timezone,
                                              .range = range,
                                              .statement = std::move(statement),
                                              .rows = std::move(rows),
                                              .compared = std::move(compared)}),
                           true);
        };
        // The version that this transaction sees, so a load that ends meanwhile cannot hide behind older rows.
        const std::string key = app.id + "\n" + AppsWithData::VersionOf(connection, app, stop) + "\n" + app.timezone +
                                "\n" + FormatDay(range.first) + "\n" + FormatDay(range.last) + "\n" + query.description;
        result = cache_.Get(key, compute, stop);
      },
      query.stop.get_token());
  return result;
}

// Under the mutex.
void Exploration::Finish(Query& query, QueryState state, std::string problem) {
  query.state = state;
  query.problem = std::move(problem);
  query.ended = AnalysisClock::now();
  finished_.push_back(query.id);
  finished_bytes_ += query.bytes();
  // The newest one is kept whatever its size, which is bounded, too.
  while (finished_.size() > 1 &&
         (finished_.size() > options_.most_kept || finished_bytes_ > options_.result_bytes / 2)) {
    ForgetOldest();
  }
  for (const auto& each : query.notices) {
    if (const auto notice = each.lock()) (*notice)();
  }
  query.notices.clear();
  changed_.notify_all();
}

void Exploration::ForgetOldest() {
  const auto oldest = queries_.find(finished_.front());
  finished_bytes_ -= oldest->second->bytes();
  queries_.erase(oldest);
  finished_.pop_front();
}

}  // namespace millrace
