// The output of `millrace plan` and `process --dry-run`: what would be read, what this will need, and why.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/estimate.h"
#include "pipeline/plan.h"
#include "pipeline/spark_size.h"

namespace millrace {

// As text. One line if nothing is new. `spark`: what it would need there instead of on this machine; may be null.
std::string RenderPlan(const Plan& plan, const PlanEstimate& estimate, const RunMeans& means, const SparkSize* spark,
                       bool color);
std::string PlanJson(const Plan& plan, const PlanEstimate& estimate, const RunMeans& means, const SparkSize* spark);

// A JSON array of the files that failed, with reason and count.
std::string FailingFilesJson(const std::vector<FailingFile>& files);

// The same for files that have changed since they were read.
std::string ChangedFilesJson(const std::vector<ChangedFile>& files);

// `nothing to do: all 12 files were read before`, with its line end. `unsettled`: files that may still be written.
// `days_not_listed`: finished days, named in a line of their own.
std::string NothingToDo(uint64_t already_done, uint64_t unsettled, uint64_t days_not_listed);

}  // namespace millrace
