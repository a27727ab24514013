// The runner of tasks at the other end of this process's stdin and stdout (pipeline/run_tasks.h).
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "pipeline/run_tasks.h"

namespace millrace {

class PipedTaskRunner : public TaskRunner {
 public:
  void Send(const std::string& line) override;
  std::optional<std::string> Receive(std::chrono::milliseconds patience) override;

 private:
  std::optional<std::string> NextLine();

  std::string read_;  // of stdin, from `begin_` on not yet returned
  size_t begin_ = 0;
  size_t looked_ = 0;  // there is no end of a line before this
};

}  // namespace millrace
