#include "pipeline/raw_job.h"

#include <utility>

namespace millrace {

WorkerOptions WorkersOf(const PipelineOptions& options, const ProgressCounts& progress_before) {
  return {.threads = options.threads,
          .kernel = options.kernel,
          .enrichments = options.enrichments,
          .profile = options.profile,
          .on_progress = options.on_progress,
          .stop = options.stop,
          .progress_before = progress_before,
          .on_reading = {}};
}

JobOutcome OutcomeOf(WorkersResult result, const PipelineOptions& options) {
  JobOutcome outcome{.report = std::move(result.report),
                     .replayed = {},
                     .retired = {},
                     .unread = {},
                     .contents = std::move(result.contents)};
  for (const UnreadFile& file : result.unread) outcome.unread.push_back(file.file.name);
  outcome.report.price_per_core_hour = options.price_per_core_hour;
  outcome.report.databases = options.databases();
  return outcome;
}

}  // namespace millrace
