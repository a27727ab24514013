// Explains one request (`millrace explain`): a kernel processes its line and reports each step
// (kernel/kernel_trace.h), from which line_story.h tells the story.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "project/project.h"
#include "project/trial.h"
#include "raw/raw_file.h"

namespace arrow {
class RecordBatch;
}

namespace millrace {

// One entry of the explanation, in the order of the stages.
struct TraceEntry {
  enum class Kind : uint8_t {
    kRequest,   // begins the story; `text` says which line it is
    kRow,       // begins one of several rows of the line
    kEvent,     // begins an event
    kFact,      // `name` and `text`; a name that is empty continues the one before
    kRejected,  // by the reason `name`; `text` is the detail, which may be empty
    kStored,    // the row of event_v2 that was written
  };
  Kind kind;
  std::string name = {};
  std::string text = {};
  std::shared_ptr<arrow::RecordBatch> row = nullptr;  // of kStored: one row, all columns
};

// Selects a request and its events.
struct TraceTarget {
  uint64_t line = 1;         // from 1
  std::optional<int> index;  // from 0; null: all
};

// What a trace may take. The defaults are those of a command, whose user has the machine.
struct TraceLimits {
  size_t most_events = SIZE_MAX;  // and rows, of the line
  RawReadLimits read = {};
  std::stop_token stop = {};
};

// Throws UserError if the file has no such line or the request has no such event, or more than the limits allow, and
// Cancelled.
std::vector<TraceEntry> TraceRequest(const Project& project, const Sample& sample, const TraceTarget& target);
std::vector<TraceEntry> TraceRequest(const Project& project, FileSystem& files, const Sample& sample,
                                     const TraceTarget& target, const TraceLimits& limits);
// Of a line that is there already. `name`: of the file, as the rows have it.
std::vector<TraceEntry> TraceLine(const Project& project, std::string line, const std::string& name,
                                  std::optional<int> index, const TraceLimits& limits);

}  // namespace millrace
