// Processing as a durable workflow (workflow/engine.h): plan → process → commit.
//
//     plan     which files, up to the instant that the run was begun; what it will need
//     process  all of them, job after job; a job that is committed is not done again
//     commit   what a broken-off job left is finished or undone
//
// Each step can be repeated from any point: the ledger knows what is done. The data of a run are the instant, `to_ms`,
// and after `plan` the numbers of files and bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "workflow/clock.h"
#include "workflow/workflow.h"

#include "ledger/ledger.h"
#include "pipeline/process_job.h"
#include "storage/file_system.h"

namespace millrace {

inline constexpr const char* kProcessWorkflow = "process";

// The environment of scheduled runs. Nothing is owned.
struct ProcessRunner {
  FileSystem& files;
  Ledger& ledger;
  Clock& clock;
  PipelineOptions options;  // enough to plan: project, folders, threads, memory
  uint64_t max_bytes_per_run = UINT64_MAX;
  RetryRule retry;  // of each step
  // Opens everything that processing needs and calls Process. Called again for each attempt, so that it sees what was
  // fixed in between.
  std::function<RunReport(const ProcessWindow&)> process;
  std::function<void(const std::string&)> log;   // what happens
  std::function<void(const std::string&)> warn;  // what failed

  // A run begins if files are unread, or if a job was broken off; otherwise only what the listing found is recorded
  // (finished_days.h). Its functions use the runner, which must outlive it.
  Workflow MakeWorkflow() const;

 private:
  TaskResult PlanFiles(const TaskContext& context) const;
  TaskResult ProcessFiles(const TaskContext& context) const;
  TaskResult FinishBrokenJobs(const TaskContext& context) const;
  std::optional<StateData> Begin() const;
  ProcessWindow WindowOf(const StateData& data) const;
  void WaitForProject() const;
};

}  // namespace millrace
