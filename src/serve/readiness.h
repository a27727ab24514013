// Whether the server can do its work: the ledger can be read, and the warehouse answers in time. Thread-safe.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "project/project.h"

namespace millrace {

class Readiness {
 public:
  struct Part {
    std::string name;     // `ledger`, `warehouse`
    std::string problem;  // empty: it is ready
  };

  // `log` gets one line when a part stops or begins to be ready. Both must outlive it.
  Readiness(Project& project, std::function<void(const std::string& line)> log);

  // The parts now; an answer of the last second is given again. Takes at most a few seconds.
  std::vector<Part> Check();

 private:
  Project& project_;
  const std::function<void(const std::string& line)> log_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point checked_at_;
  std::vector<Part> parts_;
};

}  // namespace millrace
