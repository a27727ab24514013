// A program that is kept running, with pipes to its stdin, stdout and stderr. One thread at a time.
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
    kDone,        // all was written and `received` has what it waited for
    kTimeout,     // the deadline passed first
    kEndOfInput,  // the program closed its stdin, or ended, before it had read all
    kEndOfOutput  // it closed its stdout, or ended, before `received` had all
  };

  // Starts `command` (found in PATH) in `folder` (empty: the current one). Its environment is `variables` and those of
  // ours that `inherited` names; a process may hold secrets that are not for everybody. It gets a process group of its
  // own and no other open file. Throws SystemError.
  ChildProcess(const std::vector<std::string>& command, const std::string& folder,
               const std::vector<std::pair<std::string, std::string>>& variables,
               const std::vector<std::string>& inherited);
  // Kills the group if it still runs.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // Writes `input` and hands on what the program writes, until `received` says that this was all. Both at the same
  // time, so that neither side waits for the other. `received` is asked first with nothing.
  Pumped Pump(std::string_view input, const std::function<bool(std::string_view output)>& received,
              Clock::time_point deadline);
  void CloseInput();

  // How it ended, waiting for that until the deadline: «ended with exit code 3», «was killed by signal 11». Empty: it
  // still runs.
  std::string Ending(Clock::time_point deadline);
  bool exited_well() const { return ended_ && status_ == 0; }
  void Kill();

  // The last lines that it wrote to stderr, each indented on a line of its own; reads what is left there.
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
