// Ctrl-C and SIGTERM for a command that takes long: it ends in order, with one line on stderr that says what is kept
// and what the next run does, and with the exit code that shells give for the signal (130, 143).
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <thread>

namespace millrace {

struct InterruptOptions {
  // The end of the line: what is kept, and what the next run does.
  std::string kept;
  // What the work may take to finish before its stop is requested; `announcement` is logged when it begins.
  std::chrono::milliseconds drain{0};
  std::string announcement = {};
  // What the work may take to stop. Then the process ends where it is, as after a crash: nothing is lost.
  std::chrono::milliseconds stop = std::chrono::seconds(10);
};

// While it lives, the first SIGINT or SIGTERM requests the drain, and the stop when the time for that is over. Each
// further signal cuts the waiting short: from the drain to the stop, from the stop to the end of the process. At most
// one lives at a time. Not thread-safe; the tokens may be used by any thread.
class Interrupts {
 public:
  explicit Interrupts(InterruptOptions options);
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  std::stop_token drain() const { return drain_.get_token(); }
  std::stop_token stop() const { return stop_.get_token(); }
  // Whether a signal came.
  bool came() const;
  // Logs the line and ends the process. Only after a signal came; any thread.
  [[noreturn]] void End() const;

 private:
  void Watch(const std::stop_token& done);

  const InterruptOptions options_;
  std::stop_source drain_;
  std::stop_source stop_;
  std::jthread watcher_;  // a signal handler may not request a stop itself
};

}  // namespace millrace
