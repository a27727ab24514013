// The jobs of `process`: one for each planned run of raw files. A file that cannot be read does not fail the others:
// its job is repeated without it.
#pragma once

#include "pipeline/job.h"
#include "pipeline/plan.h"
#include "pipeline/process_job.h"
#include "pipeline/run_report.h"

namespace millrace {

// Runs the plan and adds the results to `total`, with the files that failed. The caller holds the project's lease.
// Throws errors that are not caused by single files.
void ProcessRuns(const JobPlace& place, const PipelineOptions& options, const Plan& plan, RunReport& total);

}  // namespace millrace
