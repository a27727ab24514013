#include "warehouse/cancel_on_stop.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace millrace {

CancelOnStop::CancelOnStop(Connection& connection, const std::string& id, const std::stop_token& stop) {
  if (!stop.stop_possible()) return;
  thread_ = std::jthread([&connection, id, stop](const std::stop_token& done) {
    std::mutex mutex;
    std::condition_variable_any wake;
    const std::stop_callback on_stop(stop, [&] {
      const std::lock_guard lock(mutex);
      wake.notify_all();
    });
    std::unique_lock lock(mutex);
    if (!wake.wait(lock, done, [&] { return stop.stop_requested(); })) return;
    // Engines ignore a cancellation that comes just before they start.
    auto pause = std::chrono::milliseconds(20);
    while (!done.stop_requested()) {
      connection.Cancel(id);
      wake.wait_for(lock, done, pause, [] { return false; });
      pause = std::min(pause * 2, std::chrono::milliseconds(1000));
    }
  });
}

}  // namespace millrace
