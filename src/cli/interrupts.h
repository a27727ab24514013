// Ctrl-C and SIGTERM for a command that should end in order.
#pragma once

#include <exception>
#include <stop_token>
#include <thread>

namespace millrace {

// While it lives, the first SIGINT or SIGTERM requests a stop; a second one ends the process at once. One at a time.
class Interrupts {
 public:
  Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  std::stop_token stop() const { return stop_.get_token(); }
  // Whether a signal came.
  bool came() const;
  // Logs why the work ended, and ends the process as the signal would have done.
  [[noreturn]] void End(const std::exception& error) const;

 private:
  std::stop_source stop_;
  std::jthread watcher_;  // a signal handler may not request a stop itself
};

}  // namespace millrace
