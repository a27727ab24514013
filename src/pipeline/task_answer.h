// What the process of a task says, line by line, and whoever runs tasks passes on to the process of the job
// (docs/reference/tasks.md). Raw files are named by their position in the task, because names may be any bytes.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/counters.h"
#include "ledger/outputs.h"
#include "pipeline/progress_counts.h"

namespace millrace {

// A raw file that a task could not read.
struct TaskFileFailure {
  size_t file = 0;
  std::string reason;
};

// The content of a raw file that a task has read (ledger/raw_files.h).
struct TaskFileContent {
  size_t file = 0;
  std::string content;
};

// What an attempt that read its files has done.
struct StagedResult {
  std::vector<LedgerOutput> outputs;
  Counters counters;
  std::vector<TaskFileContent> contents;
  std::vector<TaskFileFailure> unread;  // nothing of them is in the outputs
  int threads = 1;
  double seconds = 0;
  uint64_t peak_memory_bytes = 0;
  std::map<std::string, double> stage_seconds = {};
};

// One line. Exactly one of `progress`, `result`, `failed` and `died` is given.
struct TaskAnswer {
  std::string job;
  uint64_t task = 0;
  std::string attempt = {};  // empty if only the runner of the task speaks
  std::optional<ProgressCounts> progress = {};
  std::optional<StagedResult> result = {};
  // The reason why an attempt failed: because of `files`, or, if there are none, because the machine failed.
  std::optional<std::string> failed = {};
  std::vector<TaskFileFailure> files = {};
  // Said by the runner: attempts ended without an answer, and no other will be made.
  std::optional<std::string> died = {};
  // With `progress` or `died`: the raw files that the attempt reads, or was reading.
  std::optional<std::vector<size_t>> reading = {};
};

// One line without its end.
std::string ToJson(const TaskAnswer& answer);

// Throws UserError if the text is not an answer.
TaskAnswer ParseTaskAnswer(std::string_view json);

}  // namespace millrace
