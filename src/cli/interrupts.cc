#include "cli/interrupts.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <utility>

#include "core/log.h"
#include "storage/store_wait.h"

namespace millrace {
namespace {

constexpr auto kPoll = std::chrono::milliseconds(20);
constexpr int kShellCode = 128;  // what shells add to the number of a signal

// The first signal, and the number of signals so far.
std::atomic<int> first_signal = 0;
std::atomic<int> signals = 0;
static_assert(std::atomic<int>::is_always_lock_free);

void OnSignal(int number) {
  int none = 0;
  first_signal.compare_exchange_strong(none, number);
  ++signals;
}

// Looks for signals until there were this many or the time is over; the end of the work ends it at once. Returns
// whether the work has ended.
bool WorkEnded(const std::stop_token& done, std::chrono::steady_clock::time_point end, int most_signals) {
  std::mutex mutex;
  std::unique_lock lock(mutex);
  std::condition_variable_any nobody_notifies;  // a handler of signals may not
  while (!done.stop_requested() && signals < most_signals && std::chrono::steady_clock::now() < end) {
    nobody_notifies.wait_for(lock, done, kPoll, [] { return false; });
  }
  return done.stop_requested();
}

// A terminal that is closed sends SIGHUP, unless `nohup` made it ignored.
void Handle(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  struct sigaction hangup {};
  ::sigaction(SIGHUP, nullptr, &hangup);
  if (hangup.sa_handler != SIG_IGN) ::sigaction(SIGHUP, &action, nullptr);
}

std::string NameOf(int number) {
  return number == SIGTERM ? "SIGTERM" : number == SIGHUP ? "SIGHUP" : "SIGINT";
}

}  // namespace

Interrupts::Interrupts(InterruptOptions options) : options_(std::move(options)) {
  first_signal = 0;
  signals = 0;
  Handle(OnSignal);
  watcher_ = std::jthread([this](const std::stop_token& done) { Watch(done); });
}

Interrupts::~Interrupts() {
  watcher_.request_stop();
  watcher_.join();
  Handle(SIG_DFL);
}

bool Interrupts::came() const {
  return signals > 0;
}

void Interrupts::End() const {
  static std::atomic_flag ending;
  // The watcher and the work may both end the process, but the line is printed once.
  while (ending.test_and_set()) std::this_thread::sleep_for(kPoll);
  const int number = first_signal;
  SetStatusLine("");
  LogError("interrupted by " + NameOf(number) + ": " + options_.kept);
  std::_Exit(kShellCode + number);
}

void Interrupts::Watch(const std::stop_token& done) {
  const auto now = [] { return std::chrono::steady_clock::now(); };
  WorkEnded(done, std::chrono::steady_clock::time_point::max(), 1);
  if (signals == 0) return;
  // Printed even if the work has ended meanwhile.
  if (!options_.announcement.empty()) LogInfo(options_.announcement);
  drain_.request_stop();
  const bool drains = options_.drain.count() > 0;
  if (drains && WorkEnded(done, now() + options_.drain, 2)) return;
  stop_.request_stop();
  // Otherwise requests to a store that does not answer would still be retried.
  StoreWatch::ForLog().GiveUp();
  if (!WorkEnded(done, now() + options_.stop, drains ? 3 : 2)) End();
}

}  // namespace millrace
