// A few connections of a project's warehouse that only read, for a server: queries run beside loads and model runs,
// each in a transaction that sees one state, for a limited time. Thread-safe.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include "workflow/clock.h"

#include "core/error.h"
#include "project/project.h"
#include "warehouse/warehouse.h"

namespace millrace {

// A query that reached its limit of time, waiting for a free connection included.
class QueryTimedOut : public SystemError {
 public:
  using SystemError::SystemError;
};

struct QueryPoolOptions {
  size_t connections = 4;
  std::chrono::milliseconds time_limit{30'000};
};

// Stops its token when another one is stopped, or its time is over. Not thread-safe.
class QueryTime {
 public:
  QueryTime(std::chrono::milliseconds most, std::stop_token stop);

  std::stop_token token() const { return limited_.get_token(); }
  // Calls `work`; throws QueryTimedOut where that throws Cancelled because the time is over.
  void Run(const std::function<void()>& work) const;

 private:
  const std::chrono::milliseconds most_;
  const std::stop_token stop_;
  std::stop_source limited_;
  std::atomic<bool> is_over_ = false;
  const std::stop_callback<std::function<void()>> passed_on_;
  std::unique_ptr<Alarm> alarm_;
};

class QueryPool {
 public:
  using Work = std::function<void(Connection& connection, const std::stop_token& stop)>;

  // A connection in a transaction that only reads, for a result that is read piece by piece; it goes back with this
  // object. Threads may take turns with it.
  class Held {
   public:
    // Waits for a connection that is free. Throws what Run throws.
    Held(QueryPool& pool, const std::stop_token& stop);
    ~Held();
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;

    // Calls `work`, within the time of the pool, which began with this object. After an error of the warehouse the
    // connection is not used again.
    void Run(const Work& work);

   private:
    QueryPool& pool_;
    QueryTime time_;
    std::unique_ptr<Connection> connection_;
    std::optional<Transaction> reading_;
    bool is_broken_ = false;
  };

  // The project must outlive it. The warehouse is opened by the first query, and stays open.
  QueryPool(Project& project, QueryPoolOptions options) : project_(project), options_(options) {}
  QueryPool(const QueryPool&) = delete;
  QueryPool& operator=(const QueryPool&) = delete;

  // Whether there is something to ask: the project has a warehouse, and its DuckDB file exists. A question must not
  // make an empty one.
  bool HasWarehouse() const;

  // Calls `work` within a transaction that only reads; again, if the server was restarted since the last query. The
  // token that it gets stops when `stop` does, or the time is over. Throws what `work` throws, what OpenWarehouse
  // throws, QueryTimedOut, and Cancelled.
  void Run(const Work& work, const std::stop_token& stop);

 private:
  std::shared_ptr<Warehouse> Open(std::unique_lock<std::mutex>& lock, const std::stop_token& stop);
  std::pair<std::unique_ptr<Connection>, bool> Take(const std::stop_token& stop);
  bool TryRun(const Work& work, const std::stop_token& stop);
  void GiveBack(std::unique_ptr<Connection> connection);

  Project& project_;
  const QueryPoolOptions options_;
  std::mutex mutex_;
  std::condition_variable_any freed_;
  bool is_opening_ = false;
  std::shared_ptr<Warehouse> warehouse_;
  std::vector<std::unique_ptr<Connection>> idle_;
  size_t taken_ = 0;
};

}  // namespace millrace
