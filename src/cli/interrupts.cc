#include "cli/interrupts.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>

#include "cli/command.h"
#include "core/log.h"

namespace millrace {
namespace {

// The signal that came; 0: none did.
std::atomic<int> interrupted = 0;
static_assert(std::atomic<int>::is_always_lock_free);

void OnInterrupt(int number) {
  interrupted = number;
}

}  // namespace

Interrupts::Interrupts() {
  struct sigaction action {};
  action.sa_handler = OnInterrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  watcher_ = std::jthread([this](const std::stop_token& done) {
    while (!done.stop_requested() && interrupted == 0) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (interrupted != 0) stop_.request_stop();
  });
}

bool Interrupts::came() const {
  return interrupted != 0;
}

void Interrupts::End(const std::exception& error) const {
  LogError(error.what());
  ::signal(interrupted, SIG_DFL);
  ::raise(interrupted);
  std::_Exit(kExitFailed);
}

}  // namespace millrace
