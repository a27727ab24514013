#include "project/job_run.h"

#include <utility>

#include "project/known_places.h"

namespace millrace {

RunReport RunJobs(Project& project, PipelineOptions options, const JobControl& control,
                  const std::function<RunReport(Ledger& ledger, const PipelineOptions& options)>& jobs) {
  const auto ledger = OpenLedgerForJobs(project);
  options.lock_patience = control.patience;
  options.stop = control.stop;
  if (JobObserver* const observer = control.observer) {
    options.on_wait = [observer](const std::string& holder) { observer->OnWait(holder); };
    options.settle.on_wait = [observer](uint64_t files, int64_t wait_ns) { observer->OnSettle(files, wait_ns); };
    options.on_progress = [observer, noted = std::move(options.on_progress)](const ProgressCounts& counts) {
      if (noted) noted(counts);
      observer->OnProgress(counts);
    };
  }
  return jobs(*ledger, options);
}

}  // namespace millrace
