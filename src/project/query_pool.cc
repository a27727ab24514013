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

// A connection that was used before, else a new one.
std::pair<std::unique_ptr<Connection>, bool> QueryPool::Take(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  const bool is_free = freed_.wait(lock, stop, [&] { return taken_ < options_.connections; });
  if (!is_free || stop.stop_requested()) throw Cancelled("the query was cancelled");
  if (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    ++taken_;
    return {std::move(connection), true};
  }
  if (warehouse_ == nullptr) warehouse_ = OpenProjectWarehouse(project_);
  auto connection = warehouse_->Connect();
  ++taken_;
  return {std::move(connection), false};
}

// Null: a connection that is not used again.
void QueryPool::GiveBack(std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(mutex_);
  --taken_;
  if (connection != nullptr) idle_.push_back(std::move(connection));
  freed_.notify_one();
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
