// Explanations of requests for people who are not on the machine of the project: `millrace explain` within limits of
// bytes, events and time, and within the project's rules of privacy. Thread-safe.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <vector>

#include "project/project.h"
#include "project/request_trace.h"

namespace millrace {

// A line of a raw file: its text, or where it is.
struct ExplanationRequest {
  std::string text = {};          // at most kMostBytes; empty: of the file
  std::string file = {};          // below the raw directory
  uint64_t line = 1;              // of the file, from 1
  std::optional<int> index = {};  // only this event of the request, from 0
};

// Another explanation is at work.
class ExplanationBusy : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Raw requests are not shown: the project has rules of privacy.
class ExplanationHidden : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Explanations {
 public:
  static constexpr size_t kMostBytes = 256 << 10;         // of the line
  static constexpr size_t kMostEvents = 1'000;            // of the request
  static constexpr uint64_t kMostFileBytes = 1ULL << 30;  // of inflated text, up to the line

  // The project must outlive it.
  explicit Explanations(Project& project) : project_(project) {}

  // Null if there is no such file. The row that is written has pseudonyms that nobody can link to those of the lake, so
  // that nobody learns whose they are by asking. Throws UserError for a line that is too long, has too many events or
  // is not there, ExplanationHidden, ExplanationBusy and Cancelled.
  std::optional<std::vector<TraceEntry>> Explain(const ExplanationRequest& request, const std::stop_token& stop);

 private:
  Project& project_;
  std::mutex mutex_;  // one at a time: databases are opened, and programs of plug-ins started
};

}  // namespace millrace
