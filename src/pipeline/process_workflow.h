// Processing as a durable workflow (workflow/engine.h): plan → process → commit.
//
//     plan     which files, up to the instant that the run was begun; what it will need
//     process  all of them, job after job; a job that is committed is not done again
//     commit   what a broken-off job left is finished or undone
//
// Each step can be repeated from any point: the ledger knows what is done.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "workflow/engine.h"

#include "ledger/ledger.h"
#include "pipeline/process_job.h"
#include "storage/file_system.h"

namespace millrace {

inline constexpr const char* kProcessWorkflow = "process";

// How a scheduled run works. Nothing is owned.
struct ProcessRunner {
  FileSystem& files;
  Ledger& ledger;
  Clock& clock;
  PipelineOptions options;  // enough to plan: project, folders, threads, memory
  uint64_t max_bytes_per_run = UINT64_MAX;
  RetryPolicy retry;
  uint64_t seed = 0;
  // Opens what processing needs and calls Process: each attempt anew, so that it sees what was mended.
  std::function<RunReport(const ProcessWindow&)> process;
  std::function<void(const std::string&)> log;   // what happens
  std::function<void(const std::string&)> warn;  // what failed

  // Carries on the run that is unfinished, or begins one when files are unread; otherwise nothing happens and nothing
  // is recorded, and the result is null. A parked run is given back as it is.
  std::optional<WorkflowRun> Tick();

 private:
  Workflow MakeWorkflow();
  ProcessWindow WindowOf(const StepView& view) const;
  void WaitForProject();
};

}  // namespace millrace
