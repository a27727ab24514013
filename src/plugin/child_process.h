// A running program, with pipes to its stdin, stdout and stderr. For one thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace millrace {

class ChildProcess {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Pumped : uint8_t {
    kDone,        // everything was written, and `received` returned true
    kTimeout,     // the deadline passed first
    kEndOfInput,  // the program closed its stdin, or ended, before it had read everything
    kEndOfOutput  // it closed its stdout, or ended, before `received` returned true
  };

  // Starts `command` (searched in PATH) in `folder` (empty: the current directory). Its environment consists of
  // `variables` and of the variables of this process that `inherited` names; others may be secrets. It has its own
  // process group and inherits no open files. Throws SystemError.
  ChildProcess(const std::vector<std::string>& command, const std::string& folder,
               const std::vector<std::pair<std::string, std::string>>& variables,
               const std::vector<std::string>& inherited);
  // Kills the process group if it is still running.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // Writes `input` and passes the program's output to `received` until it returns true. Reads and writes alternately,
  // so that neither side blocks the other. The first call of `received` gets no data.
  Pumped Pump(std::string_view input, const std::function<bool(std::string_view output)>& received,
              Clock::time_point deadline);
  void CloseInput();

  // Waits for the end until the deadline and describes it: «ended with exit code 3», «was killed by signal 11». Empty:
  // still running.
  std::string Ending(Clock::time_point deadline);
  bool exited_well() const { return ended_ && status_ == 0; }
  void Kill();

  // The last lines of its stderr, each indented on a line of its own. Reads what is left there.
  std::string LastWords();

 private:
  void ReadErrors();

  pid_t pid_ = -1;
  int input_ = -1;
  int output_ = -1;
  int errors_ = -1;
  bool ended_ = false;
  int status_ = 0;
  std::string stderr_tail_;
  std::string buffer_;
};

}  // namespace millrace
