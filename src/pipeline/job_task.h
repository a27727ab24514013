// The tasks of a job whose work is done by other processes, on this machine or elsewhere: how raw files are divided
// into tasks, and a task as the JSON object that `millrace process --tasks` prints and `millrace task` reads
// (docs/reference/tasks.md).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/kernel.h"
#include "ledger/outputs.h"
#include "pipeline/plan.h"

namespace millrace {

// A part of a job. Whoever does it needs neither ledger nor lease.
struct JobTask {
  JobInfo job;
  std::string lake = {};  // directory or address
  uint64_t number = 0;    // unique in its job
  std::vector<PlannedFile> files = {};
  // Instead of raw files: files that other tasks of the job have staged, and this one merges (merge_staged.h).
  std::vector<LedgerOutput> merge = {};
};

// At most this many tasks in a job: their numbers have six digits in the names of files.
inline constexpr uint64_t kMostTasks = 999'999;

// Opening a file takes as long as reading this much of one.
inline constexpr uint64_t kBytesOfAnOpening = 64u << 10;

// Divides the files of a run into tasks of about this many stored bytes each, the largest files first, so that the
// tasks are about equal. A file is never divided, and a task has at least one file.
std::vector<std::vector<PlannedFile>> DivideIntoTasks(std::span<const PlannedFile> files, uint64_t task_bytes);

// One line without its end.
std::string ToJson(const JobTask& task);

// Throws UserError if the text is not a task, or one of another version of the program.
JobTask ParseJobTask(std::string_view json);

}  // namespace millrace
