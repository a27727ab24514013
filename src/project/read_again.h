// `millrace process --again` as a service: reads raw files again and replaces their output (upkeep/again.h).
//
// Throws UserError for a wrong selection or configuration, SystemError if the machine fails or another process holds
// the project's lease, and Cancelled (job_control.h).
#pragma once

#include "upkeep/again.h"

#include "pipeline/run_report.h"
#include "project/job_control.h"
#include "project/project.h"

namespace millrace {

RunReport ReadRawFilesAgain(Project& project, const AgainChoice& choice, bool profile, const JobControl& control);

// What ReadRawFilesAgain would do. Changes nothing and needs no lease.
AgainPlan ForecastReadAgain(Project& project, const AgainChoice& choice);

}  // namespace millrace
