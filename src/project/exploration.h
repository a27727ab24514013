// Analyses of an app as a service: submit a description, poll, read the result, cancel. At most a few run at a time,
// some more wait, each has a limit of time. Results are kept by description, days and version of the app's data
// (app_data.h), so the same question is answered at once until something changes.
//
// Thread-safe. Queries run in threads of their own, in transactions that only read. The destructor cancels them and
// waits.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "explore/analysis.h"
#include "explore/analysis_result.h"

#include "project/app_data.h"
#include "project/query_pool.h"
#include "project/result_cache.h"

namespace millrace {

struct ExplorationOptions {
  size_t most_running = 2;
  size_t most_waiting = 16;
  size_t most_kept = 100;  // finished ones that can still be polled
  // Of all results: half for the cache, and half for those of finished queries.
  size_t result_bytes = 128 << 20;
  std::chrono::milliseconds time_limit = std::chrono::minutes(2);
};

// Too many analyses wait: try again later.
class ExplorationBusy : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class QueryState : uint8_t { kWaiting, kRunning, kDone, kFailed, kCancelled };
inline constexpr std::array<std::string_view, 5> kQueryStateNames = {"waiting", "running", "done", "failed",
                                                                     "cancelled"};

struct ComparedResult {
  AnalysisDays range;
  AnalysisRows rows;
};

// Constant once made.
struct AnalysisResult {
  std::string description;  // canonical JSON
  std::string kind;
  std::string timezone;
  AnalysisDays range;
  AnalysisStatement statement;
  AnalysisRows rows;
  std::optional<ComparedResult> compared;

  size_t bytes() const { return rows.bytes() + (compared ? compared->rows.bytes() : 0); }
};

struct QueryReport {
  std::string id;
  std::string app;
  QueryState state = QueryState::kWaiting;
  int64_t elapsed_ms = 0;                             // since it began to run, until its end
  std::shared_ptr<const AnalysisResult> result = {};  // of kDone
  std::string problem = {};                           // of kFailed: a sentence for whoever asked
};

class Exploration {
 public:
  // Both must outlive it.
  Exploration(Project& project, AppsWithData& apps, ExplorationOptions options = {});
  ~Exploration();
  Exploration(const Exploration&) = delete;
  Exploration& operator=(const Exploration&) = delete;

  // Returns the id of the query, which cannot be guessed. Throws DescriptionError, UserError for an unknown app, and
  // ExplorationBusy.
  std::string Submit(const std::string& app, std::string_view description);
  // The state now. Null for an id that is unknown or no longer kept.
  std::optional<QueryReport> Poll(const std::string& id);
  // Calls `notice` once when the query is finished, at once if it is or is unknown, as long as the returned object
  // lives. It is called with this object locked, by any thread: it must be quick and not call this object.
  std::shared_ptr<const void> NotifyAtEnd(const std::string& id, std::function<void()> notice);
  // Ends the query if it is not finished. False for an unknown id.
  bool Cancel(const std::string& id);

 private:
  struct Query;
  using QueryPointer = std::shared_ptr<Query>;

  void Work(const std::stop_token& stop);
  void Run(Query& query);
  std::shared_ptr<const AnalysisResult> FindOrCompute(Query& query);
  void Finish(Query& query, QueryState state, std::string problem);
  void ForgetOldest();

  AppsWithData& apps_;
  const ExplorationOptions options_;
  QueryPool pool_;
  ResultCache<AnalysisResult> cache_;

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<std::string, QueryPointer> queries_;
  std::deque<QueryPointer> waiting_;
  std::deque<std::string> finished_;  // oldest first
  size_t finished_bytes_ = 0;         // of their results
  std::vector<std::jthread> workers_;
};

}  // namespace millrace
