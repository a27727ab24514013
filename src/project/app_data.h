// What the warehouse has of each app: its days, the values of filters, and a version that changes whenever a load, a
// model run or an expiry has changed something. Looked up at most once in a while, for all who ask. Thread-safe.
//
// Calls wait for the warehouse, except for Known, which waits where nothing is known yet: they belong on threads that
// may wait.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "charts/chart_query.h"

#include "project/query_pool.h"

namespace millrace {

// Neighbouring days of a metric table that one model run built.
struct BuiltDays {
  ChartDays days;
  int64_t built_us = 0;
};

struct AppData {
  std::string id;
  std::string schema;
  std::string timezone;
  // Days since the epoch, local; null: no metrics yet.
  std::optional<int32_t> first_day;
  std::optional<int32_t> last_complete_day;  // in all metric tables (models.md, difference 11)
  std::optional<int64_t> refreshed_us;       // end of the newest model run
  std::string data_version = "none";         // equal: nothing has changed
  int64_t expiries = 0;                      // chunks that were expired
  // By metric table, in the order of days (refresh_mv_sp_status).
  std::map<std::string, std::vector<BuiltDays>, std::less<>> built;
  // Values of the filters, by name, NULL last.
  std::vector<ChosenValue> platforms;
  std::vector<ChosenValue> countries;
  bool has_tables = false;  // false: its schema is not there yet, charts show nothing

  // Equal: nothing has changed in these tables and views, on these days of metric tables (null: all days). The rows of
  // metric tables change with model runs that build their day, and with expiries; of everything else it is not known
  // what it depends on, so that each load counts, too.
  std::string VersionOf(const std::set<std::string, std::less<>>& tables, const std::optional<ChartDays>& days) const;
};

// An app as it was known to be between these times.
struct KnownApp {
  std::shared_ptr<const AppData> data;  // null: no such app
  std::chrono::steady_clock::time_point began = {}, ended = {};
};

class AppsWithData {
 public:
  using Apps = std::vector<std::shared_ptr<const AppData>>;

  // `age`: how old an answer may be; of Known five times as old. The project must outlive it.
  AppsWithData(Project& project, std::chrono::milliseconds age, std::chrono::milliseconds time_limit);

  // All apps that have a schema or will have one, by id. Throws what QueryPool::Run throws.
  Apps All(const std::stop_token& stop = {});
  // Null: no such app.
  std::shared_ptr<const AppData> Find(const std::string& id, const std::stop_token& stop = {});
  // The same without waiting, unless nothing is known of the last few seconds: a thread looks beside it.
  KnownApp Known(const std::string& id, const std::stop_token& stop = {});

  // The version as the connection's transaction sees it.
  static std::string VersionOf(Connection& connection, const AppData& app, const std::stop_token& stop);
  // The app as the connection's transaction sees it: the same object if nothing has changed.
  static std::shared_ptr<const AppData> StateOf(Connection& connection, const std::shared_ptr<const AppData>& app,
                                                const std::stop_token& stop);

 private:
  using Time = std::chrono::steady_clock::time_point;

  Apps Look(const Apps& known, const std::stop_token& stop);
  void LookBeside(const std::stop_token& stop);

  Project& project_;
  const std::chrono::milliseconds age_;
  QueryPool pool_;  // of its own, so that slow queries delay no look-up
  std::mutex mutex_;
  std::condition_variable_any looked_;
  bool is_looking_ = false;
  bool is_wanted_ = false;  // a look-up by the thread
  std::optional<Time> began_, looked_up_;
  Apps apps_;
  std::jthread beside_;
};

}  // namespace millrace
