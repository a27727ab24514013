// What the jobs that read raw files share: workers as the project's options say, and what a job makes of their result.
#pragma once

#include "pipeline/job.h"
#include "pipeline/process_job.h"
#include "pipeline/workers.h"

namespace millrace {

// `progress_before`: of the command's earlier jobs, with the totals of all of them. Nobody is told of reading yet.
WorkerOptions WorkersOf(const PipelineOptions& options, const ProgressCounts& progress_before);

// The report, completed by what `options` knows, the contents, and the names of what was not read; nothing is replayed
// or retired.
JobOutcome OutcomeOf(WorkersResult result, const PipelineOptions& options);

}  // namespace millrace
