// What the warehouse has of each app: its days, the values of filters, and a version that changes whenever a load, a
// model run or an expiry has changed something. Looked up at most once in a while, for all who ask. Thread-safe.
//
// Calls wait for the warehouse: they belong on threads that may wait.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "charts/chart_request.h"

#include "project/query_pool.h"

namespace millrace {

struct AppData {
  std::string id;
  std::string schema;
  std::string timezone;
  // Days since the epoch, local; null: no metrics yet.
  std::optional<int32_t> first_day;
  std::optional<int32_t> last_complete_day;  // in all metric tables (models.md, difference 11)
  std::optional<int64_t> refreshed_us;       // end of the newest model run
  std::string data_version = "none";         // equal: nothing has changed
  // Values of the filters, by name, NULL last.
  std::vector<ChosenValue> platforms;
  std::vector<ChosenValue> countries;
  bool has_tables = false;  // false: its schema is not there yet, charts show nothing
};

class AppsWithData {
 public:
  using Apps = std::vector<std::shared_ptr<const AppData>>;

  // `age`: how old an answer may be. The project must outlive it.
  AppsWithData(Project& project, std::chrono::milliseconds age, std::chrono::milliseconds time_limit);

  // All apps that have a schema or will have one, by id. Throws what QueryPool::Run throws.
  Apps All(const std::stop_token& stop = {});
  // Null: no such app.
  std::shared_ptr<const AppData> Find(const std::string& id, const std::stop_token& stop = {});

  // The version as the connection's transaction sees it.
  static std::string VersionOf(Connection& connection, const AppData& app, const std::stop_token& stop);

 private:
  Apps Look(const Apps& known, const std::stop_token& stop);

  Project& project_;
  const std::chrono::milliseconds age_;
  QueryPool pool_;  // of its own, so that slow queries delay no look-up
  std::mutex mutex_;
  std::condition_variable_any looked_;
  bool is_looking_ = false;
  std::optional<std::chrono::steady_clock::time_point> looked_up_;
  Apps apps_;
};

}  // namespace millrace
