// Waits for what comes a moment later. On a machine with other work a moment can be long: a limit that a quiet machine
// needs is none for a test.
#pragma once

#include <chrono>
#include <thread>

namespace millrace {

// Asks until the answer is yes, at most two minutes; the last answer. `condition` is called by this thread.
template <typename Condition>
bool Eventually(const Condition& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(2);
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

}  // namespace millrace
