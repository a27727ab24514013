// Processing as a durable workflow (workflow/engine.h): plan → process → commit.
//
//     plan     chooses the files, up to the instant at which the run started, and estimates what it will need
//     process  reads all of them, job after job; a job that is committed is not repeated
//     commit   finishes or undoes what an interrupted job left
//
// Each step can be repeated from any point, because the ledger knows what is done. The data of a run are this instant,
// `to_ms`, and after `plan` the numbers of files and bytes. A run that people ask for begins without data: for it
// `plan` chooses the instant, too.
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
  std::function<void(const std::string&)> log;   // is told what happens
  std::function<void(const std::string&)> warn;  // is told what failed

  // A run starts if files are unread or a job was interrupted; otherwise only the result of the listing is recorded
  // (finished_days.h). The functions of the workflow use this object, which must outlive it.
  Workflow MakeWorkflow() const;

 private:
  TaskResult PlanFiles(const TaskContext& context) const;
  TaskResult ProcessFiles(const TaskContext& context) const;
  TaskResult FinishBrokenJobs(const TaskContext& context) const;
  std::optional<StateData> Begin() const;
  ProcessWindow WindowOf(const StateData& data) const;
};

}  // namespace millrace
