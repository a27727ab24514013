// The first steps of all services that run jobs. Only their sources include this.
#pragma once

#include <functional>

#include "ledger/ledger.h"
#include "pipeline/process_job.h"
#include "pipeline/run_report.h"
#include "project/job_control.h"
#include "project/project.h"

namespace millrace {

// Opens the project's ledger, passes on the observer and the tokens of `control`, and runs `jobs`.
RunReport RunJobs(Project& project, PipelineOptions options, const JobControl& control,
                  const std::function<RunReport(Ledger& ledger, const PipelineOptions& options)>& jobs);

}  // namespace millrace
