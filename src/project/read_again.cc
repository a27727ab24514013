#include "project/read_again.h"

#include <utility>

#include "project/job_run.h"
#include "project/known_places.h"
#include "project/project_parts.h"

namespace millrace {

RunReport ReadRawFilesAgain(Project& project, const AgainChoice& choice, bool profile, const JobControl& control) {
  const OpenEnrichments enrichments(project.config());
  PipelineOptions options = PipelineOptionsOf(project.config(), enrichments);
  options.profile = profile;
  return RunJobs(project, std::move(options), control, [&](Ledger& ledger, const PipelineOptions& opened) {
    return ProcessAgain(project.files(), ledger, opened, choice, project.config().processing.max_bytes_per_run);
  });
}

AgainPlan ForecastReadAgain(Project& project, const AgainChoice& choice) {
  const OpenEnrichments enrichments(project.config());  // what a run would refuse is refused
  const auto ledger = project.OpenLedgerToRead();
  CheckPlaces(project, *ledger);
  return PlanAgain(project.files(), *ledger, PipelineOptionsOf(project.config()), choice,
                   project.config().processing.max_bytes_per_run);
}

}  // namespace millrace
