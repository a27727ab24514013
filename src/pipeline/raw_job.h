// The common parts of jobs that read raw files: the options of their workers, and the outcome of the job.
#pragma once

#include "pipeline/job.h"
#include "pipeline/process_job.h"
#include "pipeline/workers.h"

namespace millrace {

// `progress_before`: the counts of earlier jobs of the command, with the totals of all jobs. Sets no on_reading.
WorkerOptions WorkersOf(const PipelineOptions& options, const ProgressCounts& progress_before);

// The report with the facts that `options` knows, the contents, and the names of the unread files. Nothing is replayed
// or retired.
JobOutcome OutcomeOf(WorkersResult result, const PipelineOptions& options);

}  // namespace millrace
