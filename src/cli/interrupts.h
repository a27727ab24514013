// Handles Ctrl-C, SIGTERM and SIGHUP in long-running commands: the command ends in order, prints one line on stderr
// that says what is kept and what the next run does, and exits with the shell's code for the signal (130, 143, 129).
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <thread>

namespace millrace {

struct InterruptOptions {
  // The end of the line: what is kept, and what the next run does.
  std::string kept;
  // How long the work may continue before its stop is requested. `announcement` is logged when this time begins.
  std::chrono::milliseconds drain{0};
  std::string announcement = {};
  // How long the work may take to stop. After that, the process ends at once, as in a crash: nothing is lost.
  std::chrono::milliseconds stop = std::chrono::seconds(10);
};

// During its lifetime, the first SIGINT, SIGTERM or SIGHUP requests the drain, and the stop when the time for that is
// over. Each further signal ends the current wait: the first one requests the stop, the next one ends the process.
// There may be only one object at a time. Not thread-safe; the tokens may be used by any thread.
class Interrupts {
 public:
  explicit Interrupts(InterruptOptions options);
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  std::stop_token drain() const { return drain_.get_token(); }
  std::stop_token stop() const { return stop_.get_token(); }
  // Whether a signal was received.
  bool came() const;
  // Logs the line and ends the process. Call this only after a signal; any thread may call it.
  [[noreturn]] void End() const;

 private:
  void Watch(const std::stop_token& done);

  const InterruptOptions options_;
  std::stop_source drain_;
  std::stop_source stop_;
  std::jthread watcher_;  // a signal handler may not request a stop itself
};

}  // namespace millrace
