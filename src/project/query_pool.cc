#include "project/query_pool.h"

#include <atomic>
#include <utility>

#include "workflow/clock.h"

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
  std::stop_source limited;
  std::atomic<bool> is_over = false;
  const std::stop_callback passed_on(stop, [&] { limited.request_stop(); });
  MachineClock clock({});
  const auto alarm = clock.RingAfter(std::chrono::nanoseconds(options_.time_limit).count(), [&] {
    is_over = true;
    limited.request_stop();
  });
  try {
    while (!TryRun(work, limited.get_token())) {
    }
  } catch (const Cancelled&) {
    if (!is_over || stop.stop_requested()) throw;
    throw QueryTimedOut("the query took longer than " + FormatDuration(options_.time_limit.count()) +
                        "; ask for a shorter range of days, or for fewer rows");
  }
}

}  // namespace millrace
