// Processing and replaying as services: each opens the ledger and what the configuration names, runs its jobs and
// returns the report. See pipeline/process_job.h and pipeline/replay.h for what a job is.
//
// All of them throw UserError for a wrong configuration, SystemError if the machine fails or another process holds the
// project's lease, and Cancelled (job_control.h).
#pragma once

#include <functional>

#include "pipeline/estimate.h"
#include "pipeline/job_task.h"
#include "pipeline/plan.h"
#include "pipeline/process_job.h"
#include "pipeline/reject_reader.h"
#include "pipeline/run_report.h"
#include "pipeline/run_tasks.h"
#include "pipeline/task_answer.h"
#include "project/job_control.h"
#include "project/project.h"

namespace millrace {

// Raw files by their modified time: (from, to], nanoseconds since the epoch; null: open at this end.
struct ModifiedWindow {
  std::optional<int64_t> from_ns;
  std::optional<int64_t> to_ns;
  // Whether to list days that are finished, too (pipeline/finished_days.h); a window with an end lists all its days.
  bool full_scan = false;
};

// Who does the work of jobs: the threads of this process, or tasks in other processes (pipeline/run_tasks.h).
struct TaskWay {
  TaskRunner* runner = nullptr;  // null: this process; not owned
  uint64_t task_bytes = 0;       // of raw files as stored, about
};

// Reads every unread raw file of the window into the lake, once it has settled. `profile`: the report says where the
// time went.
RunReport ProcessRawFiles(Project& project, const ModifiedWindow& window, bool profile, const JobControl& control,
                          const TaskWay& way = {});

// Does a task of a job that another process runs with a TaskRunner; see pipeline/do_task.h. Opens no ledger.
TaskAnswer DoTaskOfJob(Project& project, const JobTask& task, const JobControl& control,
                       const std::function<void(const TaskAnswer&)>& tell);

// What ProcessRawFiles would do, what it would need, and the resources that it may use.
struct ProcessForecast {
  Plan plan;
  PlanEstimate estimate;
  RunMeans means;
};
// Changes nothing and needs no lease. Refuses the configurations that ProcessRawFiles refuses.
ProcessForecast ForecastProcess(Project& project, const ModifiedWindow& window);

// Processes rejects again. Never creates a duplicate.
RunReport ReplayRejects(Project& project, const RejectFilter& filter, const JobControl& control);

}  // namespace millrace
