// The jobs of `process`: each planned run of raw files is one. A file that cannot be read does not fail the others: its
// job is done again without it.
#pragma once

#include "pipeline/job.h"
#include "pipeline/plan.h"
#include "pipeline/process_job.h"
#include "pipeline/run_report.h"

namespace millrace {

// Runs what is planned and adds it to `total`, with the files that failed. The caller holds the project's lease. Throws
// what fails a job for another reason than its files.
void ProcessRuns(const JobPlace& place, const PipelineOptions& options, const Plan& plan, RunReport& total);

}  // namespace millrace
