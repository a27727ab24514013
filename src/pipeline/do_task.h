// One attempt at a task of a job (job_task.h), in a process that has neither ledger nor lease. It reads the task's raw
// files, or merges what other tasks have staged, and stages lake files in a directory of its own below the job's
// staging folder, under names that no other attempt has. Only the process of the job makes them visible.
#pragma once

#include <functional>
#include <string>

#include "pipeline/job_task.h"
#include "pipeline/process_job.h"
#include "pipeline/task_answer.h"
#include "storage/file_system.h"

namespace millrace {

// Returns the last answer: a result, or the reason why the attempt failed; then what it has staged is removed. `tell`
// is called before files are read and about once a second, by any thread, one call at a time. Throws UserError if the
// task is of another project or lake than the options, and Cancelled if a stop was requested.
TaskAnswer DoTask(FileSystem& files, const PipelineOptions& options, const JobTask& task,
                  const std::function<void(const TaskAnswer&)>& tell);

// `0000030123456789`: what the names of an attempt's files and directory contain; the first six digits are those of the
// task.
std::string AttemptName(uint64_t task, const std::string& attempt);

}  // namespace millrace
