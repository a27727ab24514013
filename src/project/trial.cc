#include "project/trial.h"

#include "privacy/privacy_sink.h"

#include "pipeline/job_id.h"
#include "project/project_parts.h"
#include "raw/raw_file.h"
#include "storage/file_system.h"

namespace millrace {

void ProcessSample(Kernel& kernel, const Sample& sample) {
  RawFileReader reader(LocalFileSystem(), sample.path);
  kernel.BeginFile(sample.name);
  RawLine line;
  while (reader.Next(line)) kernel.ProcessLine(line);
  if (!reader.error().empty()) kernel.RejectBrokenFile(reader.broken_line(), reader.error(), reader.no_gzip());
}

TrialResult TrySamples(const Project& project, std::span<const Sample> samples) {
  const Config& config = project.config();
  const OpenEnrichments enrichments(config);
  BatchCollector collector;
  const JobInfo job{.job_id = "try", .project_id = config.project, .created_us = WallClockNs() / 1000};
  PrivacySink guarded(enrichments.privacy, collector);
  BatchSink& sink = enrichments.privacy.empty() ? static_cast<BatchSink&>(collector) : guarded;
  const KernelOptions options = KernelOptionsOf(config, 1);
  KernelShared shared(options);
  Kernel kernel(options, enrichments.View(), job, shared, sink);
  for (const Sample& sample : samples) ProcessSample(kernel, sample);
  kernel.Finish();
  TrialResult result;
  result.counters = kernel.counters();
  result.counters.Add(shared.Finish(job, sink, 1));
  result.rows = collector.Take();
  return result;
}

}  // namespace millrace
