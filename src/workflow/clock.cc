#include "workflow/clock.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace millrace {
namespace {

// The wall clock may be adjusted during the wait, so check it often.
constexpr int64_t kPollNs = 100'000'000;

}  // namespace

int64_t MachineClock::NowNs() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

bool MachineClock::WaitUntil(int64_t time_ns) {
  while (!Stopping()) {
    const int64_t left = time_ns - NowNs();
    if (left <= 0) return true;
    std::this_thread::sleep_for(std::chrono::nanoseconds(std::min(left, kPollNs)));
  }
  return false;
}

}  // namespace millrace
