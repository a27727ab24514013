#include "workflow/clock.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace millrace {
namespace {

// The wall clock may be adjusted during the wait, so check it often.
constexpr int64_t kPollNs = 100'000'000;

class MachineAlarm : public Alarm {
 public:
  MachineAlarm(int64_t duration_ns, std::function<void()> ring)
      : thread_([this, duration_ns, ring = std::move(ring)](const std::stop_token& destroyed) {
          std::unique_lock lock(mutex_);
          const bool early = changed_.wait_for(lock, destroyed, std::chrono::nanoseconds(duration_ns),
                                               [&] { return destroyed.stop_requested(); });
          if (!early) ring();
        }) {}

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::jthread thread_;  // the last member: it uses the others
};

}  // namespace

int64_t MachineClock::NowNs() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

bool MachineClock::WaitUntil(int64_t time_ns) {
  using std::chrono::steady_clock;
  const auto latest = steady_clock::now() + std::chrono::nanoseconds(std::max<int64_t>(time_ns - NowNs(), 0));
  while (!Stopping()) {
    const int64_t left = std::min(time_ns - NowNs(), std::chrono::nanoseconds(latest - steady_clock::now()).count());
    if (left <= 0) return true;
    std::this_thread::sleep_for(std::chrono::nanoseconds(std::min(left, kPollNs)));
  }
  return false;
}

std::unique_ptr<Alarm> MachineClock::RingAfter(int64_t duration_ns, std::function<void()> ring) {
  return std::make_unique<MachineAlarm>(duration_ns, std::move(ring));
}

}  // namespace millrace
