#include "project/request_trace.h"

#include <iterator>

#include "core/cancelled.h"
#include "core/error.h"
#include "core/quantity.h"
#include "pipeline/job_id.h"
#include "project/line_story.h"
#include "project/project_parts.h"
#include "raw/raw_file.h"
#include "storage/file_system.h"

namespace millrace {
namespace {

std::vector<TraceEntry> StoryOf(const Config& config, const RawLine& line, const std::string& file,
                                std::optional<int> index, const TraceLimits& limits) {
  const OpenEnrichments enrichments(config);
  const KernelOptions options = KernelOptionsOf(config, 1);
  const JobInfo job{.job_id = "explain", .project_id = config.project, .created_us = WallClockNs() / 1000};
  LineStory story(options, enrichments, index, limits);
  BatchCollector collector;
  KernelShared shared(options);
  Kernel kernel(options, enrichments.View(), job, shared, collector, &story);
  kernel.BeginFile(file);
  kernel.ProcessLine(line);
  kernel.Finish();
  shared.Finish(job, collector, 1);
  std::vector<TraceEntry> all = {
      {TraceEntry::Kind::kRequest,
       {},
       file + ", line " + std::to_string(line.number) + ", " + FormatCount(line.text.size()) + " bytes"}};
  std::vector<TraceEntry> of_line = story.Finish(collector.Take());
  all.insert(all.end(), std::make_move_iterator(of_line.begin()), std::make_move_iterator(of_line.end()));
  return all;
}

}  // namespace

std::vector<TraceEntry> TraceRequest(const Project& project, const Sample& sample, const TraceTarget& target) {
  return TraceRequest(project, LocalFileSystem(), sample, target, {});
}

std::vector<TraceEntry> TraceRequest(const Project& project, FileSystem& files, const Sample& sample,
                                     const TraceTarget& target, const TraceLimits& limits) {
  const std::string place = sample.name + ", line " + std::to_string(target.line);
  RawFileReader reader(files, sample.path, limits.read);
  RawLine raw;
  while (reader.Next(raw)) {
    if (limits.stop.stop_requested())
      throw Cancelled("the search for line " + std::to_string(target.line) + " was cancelled");
    if (raw.number < target.line) continue;
    if (raw.number > target.line) throw UserError(sample.name + ": line " + std::to_string(target.line) + " is empty");
    return StoryOf(project.config(), raw, sample.name, target.index, limits);
  }
  if (!reader.error().empty() && reader.broken_line().number == target.line) {
    return {{TraceEntry::Kind::kRequest, {}, place},
            {TraceEntry::Kind::kRejected, std::string(RejectReasonName(RejectReason::truncated_file)), reader.error()}};
  }
  throw UserError(sample.name + " has no line " + std::to_string(target.line) +
                  (reader.error().empty() ? "" : ": " + reader.error()));
}

std::vector<TraceEntry> TraceLine(const Project& project, std::string line, const std::string& name,
                                  std::optional<int> index, const TraceLimits& limits) {
  const size_t size = line.size();
  line.append(kJsonPadding, ' ');
  return StoryOf(project.config(), {.text = std::string_view(line).substr(0, size), .number = 1}, name, index, limits);
}

}  // namespace millrace
