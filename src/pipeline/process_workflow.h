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

// The environment of a scheduled run. Nothing is owned.
struct ProcessRunner {
  FileSystem& files;
  Ledger& ledger;
  Clock& clock;
  PipelineOptions options;  // enough to plan: project, folders, threads, memory
  uint64_t max_bytes_per_run = UINT64_MAX;
  RetryPolicy retry;
  uint64_t seed = 0;
  int64_t fence = 0;  // of kRunLease, which the caller holds
  // Opens everything that processing needs and calls Process. Called again for each attempt, so that it sees what was
  // fixed in between.
  std::function<RunReport(const ProcessWindow&)> process;
  std::function<void(const std::string&)> log;   // what happens
  std::function<void(const std::string&)> warn;  // what failed

  // Continues an unfinished run, or starts one if files are unread. Otherwise does nothing, records nothing
  // but what the listing found (finished_days.h), and returns null. Returns a parked run unchanged.
  std::optional<WorkflowRun> Tick();

 private:
  LinearWorkflow MakeWorkflow();
  ProcessWindow WindowOf(const StepView& view) const;
  void WaitForProject();
};

}  // namespace millrace
