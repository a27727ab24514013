// `millrace process --again` as a service: raw files are read once more and what they gave is replaced
// (upkeep/again.h).
//
// Throws UserError for a wrong choice or configuration, SystemError when the machine fails or somebody else holds the
// project's lease, and Cancelled (job_control.h).
#pragma once

#include "upkeep/again.h"

#include "pipeline/run_report.h"
#include "project/job_control.h"
#include "project/project.h"

namespace millrace {

RunReport ReadRawFilesAgain(Project& project, const AgainChoice& choice, bool profile, const JobControl& control);

// What ReadRawFilesAgain would do; changes nothing and needs no lease.
AgainPlan ForecastReadAgain(Project& project, const AgainChoice& choice);

}  // namespace millrace
