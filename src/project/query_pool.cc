#include "project/query_pool.h"

#include <utility>

#include "core/cancelled.h"
#include "core/time.h"
#include "project/project_warehouse.h"

namespace millrace {

bool QueryPool::HasWarehouse() const {
  return millrace::HasWarehouse(project_.config()) && !IsWarehouseFileMissing(project_.config());
}

// The warehouse, which the first one opens. Another program may hold its file: the wait for that ends with `stop`, but
// a stop after it must not count, so the warehouse gets a token of its own.
std::shared_ptr<Warehouse> QueryPool::Open(std::unique_lock<std::mutex>& lock, const std::stop_token& stop) {
  if (warehouse_ != nullptr) return warehouse_;
  is_opening_ = true;
  lock.unlock();
  std::shared_ptr<Warehouse> opened;
  try {
    std::stop_source opening;
    {
      const std::stop_callback passed_on(stop, [&] { opening.request_stop(); });
      opened = OpenProjectWarehouse(project_, {}, opening.get_token());
    }
    if (opening.stop_requested()) throw Cancelled("the query was cancelled");
  } catch (...) {
    lock.lock();
    is_opening_ = false;
    freed_.notify_all();
    throw;
  }
  lock.lock();
  is_opening_ = false;
  warehouse_ = opened;
  freed_.notify_all();
  return opened;
}

// A connection that was used before, else a new one.
std::pair<std::unique_ptr<Connection>, bool> QueryPool::Take(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  const bool is_free = freed_.wait(lock, stop, [&] { return taken_ < options_.connections && !is_opening_; });
  if (!is_free || stop.stop_requested()) throw Cancelled("the query was cancelled");
  if (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    ++taken_;
    return {std::move(connection), true};
  }
  const auto warehouse = Open(lock, stop);
  ++taken_;
  lock.unlock();
  try {
    return {warehouse->Connect(), false};
  } catch (...) {
    GiveBack(nullptr);
    throw;
  }
}

// Null: a connection that is not used again.
void QueryPool::GiveBack(std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(mutex_);
  --taken_;
  if (connection != nullptr) idle_.push_back(std::move(connection));
  // All: one that gives up at this moment would take the notice with it.
  freed_.notify_all();
}

// False: the connection was lost since it was used the last time, and so are all that are idle.
bool QueryPool::TryRun(const Work& work, const std::stop_token& stop) {
  auto [connection, is_used] = Take(stop);
  try {
    const Transaction reading(*connection, TransactionAccess::kRead);
    work(*connection, stop);
  } catch (const WarehouseError& error) {
    connection.reset();
    GiveBack(nullptr);
    if (!is_used || !error.connection_lost()) throw;
    const std::lock_guard lock(mutex_);
    idle_.clear();
    return false;
  } catch (...) {
    GiveBack(std::move(connection));
    throw;
  }
  GiveBack(std::move(connection));
  return true;
}

void QueryPool::Run(const Work& work, const std::stop_token& stop) {
  const QueryTime time(options_.time_limit, stop);
  time.Run([&] {
    while (!TryRun(work, time.token())) {
    }
  });
}

QueryPool::Held::Held(QueryPool& pool, const std::stop_token& stop)
    : pool_(pool), time_(pool.options_.time_limit, stop) {
  time_.Run([this] {
    while (!reading_) {
      auto [connection, is_used] = pool_.Take(time_.token());
      connection_ = std::move(connection);
      try {
        reading_.emplace(*connection_, TransactionAccess::kRead);
      } catch (const WarehouseError& error) {
        connection_.reset();
        pool_.GiveBack(nullptr);
        if (!is_used || !error.connection_lost()) throw;
        const std::lock_guard lock(pool_.mutex_);
        pool_.idle_.clear();
      }
    }
  });
}

QueryPool::Held::~Held() {
  reading_.reset();
  if (is_broken_) connection_.reset();
  pool_.GiveBack(std::move(connection_));
}

void QueryPool::Held::Run(const Work& work) {
  try {
    time_.Run([&] { work(*connection_, time_.token()); });
  } catch (const WarehouseError&) {
    is_broken_ = true;
    throw;
  }
}

QueryTime::QueryTime(std::chrono::milliseconds most, std::stop_token stop)
    : most_(most),
      stop_(std::move(stop)),
      passed_on_(stop_, [this] { limited_.request_stop(); }),
      alarm_(MachineClock({}).RingAfter(std::chrono::nanoseconds(most).count(), [this] {
        is_over_ = true;
        limited_.request_stop();
      })) {}

void QueryTime::Run(const std::function<void()>& work) const {
  try {
    work();
  } catch (const Cancelled&) {
    if (!is_over_ || stop_.stop_requested()) throw;
    throw QueryTimedOut("the query took longer than " + FormatDuration(most_.count()) +
                        "; ask for a shorter range of days, or for fewer rows");
  }
}

}  // namespace millrace
