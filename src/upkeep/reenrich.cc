#include "upkeep/reenrich.h"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_set>
#include <utility>

#include <arrow/record_batch.h>
#include <simdjson.h>

#include "upkeep/event_enrichment.h"
#include "upkeep/rewrite.h"

#include "core/error.h"
#include "lake/lake_file_reader.h"

namespace millrace {
namespace {

std::string RulesOf(const LedgerJob& job, simdjson::dom::parser& parser) {
  simdjson::dom::element report;
  std::string_view checksum;
  if (parser.parse(job.counters).get(report) || report.at_pointer("/databases/rules/checksum").get(checksum)) return {};
  return std::string(checksum);
}

// The jobs whose events have the traffic source of the current rules: they were processed with these rules, and no
// later re-enrichment, which may have changed their rows, used others.
std::unordered_set<std::string> JobsOfSameRules(Ledger& ledger, const PipelineOptions& options) {
  const std::vector<DatabaseInfo> databases = options.databases();
  const auto rules = std::ranges::find(databases, "rules", &DatabaseInfo::name);
  std::unordered_set<std::string> same;
  if (rules == databases.end() || rules->checksum.empty()) return same;
  simdjson::dom::parser parser;
  for (const LedgerJob& job : ledger.jobs().Recent(kAllJobs)) {  // the newest first
    if (job.state != JobState::kCommitted) continue;
    const bool is_same = RulesOf(job, parser) == rules->checksum;
    if (job.kind == JobKind::kReenrich && !is_same) break;
    if ((job.kind == JobKind::kProcess || job.kind == JobKind::kReplay) && is_same) same.insert(job.id);
  }
  return same;
}

}  // namespace

std::vector<ReenrichStep> PlanReenrichment(FileSystem& files, Ledger& ledger, const PipelineOptions& options,
                                           const ReenrichOptions& reenrich) {
  const std::vector<TableId> tables = {TableId::kEvent};
  auto listed = CommittedFiles(files, ledger, options.lake, options.project, tables);
  std::map<Partition, ReenrichStep> by_partition;
  for (CommittedFile& file : listed[0]) {
    const int32_t day = file.partition.day;
    if ((reenrich.first_day && day < *reenrich.first_day) || (reenrich.last_day && day > *reenrich.last_day)) continue;
    ReenrichStep& step = by_partition[file.partition];
    step.partition = file.partition;
    step.bytes += file.file.size;
    step.files.push_back(std::move(file));
  }
  std::vector<ReenrichStep> steps;
  steps.reserve(by_partition.size());
  for (auto& [partition, step] : by_partition) steps.push_back(std::move(step));
  return steps;
}

RunReport Reenrich(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const ReenrichOptions& reenrich) {
  const HeldLease lease = TakeProject(ledger, options);
  // Includes the privacy rules: a value that they removed must not come back with the new location.
  const JobPlace place = PlaceOf(files, ledger, lease, options);
  RunReport total = BeginRewrite(place, options);
  const std::vector<ReenrichStep> steps = PlanReenrichment(files, ledger, options, reenrich);
  EventEnrichment enrichment(options, JobsOfSameRules(ledger, options));
  const auto work = [&](const ReenrichStep& step, const JobInfo&, BatchSink& sink) {
    JobOutcome outcome;
    uint64_t& written = outcome.report.counters.rows_written[static_cast<size_t>(TableId::kEvent)];
    for (const CommittedFile& file : step.files) {
      LakeFileReader reader(files, file.file.path, TableId::kEvent);
      outcome.report.rewrite.rows_read += reader.rows();
      while (const auto batch = reader.Next()) {
        sink.Write(TableId::kEvent, step.partition, enrichment.Apply(batch));
        written += static_cast<uint64_t>(batch->num_rows());
      }
      outcome.retired.push_back(RetiredFileOf(options, TableId::kEvent, file));
    }
    MILLRACE_CHECK(written == outcome.report.rewrite.rows_read);
    outcome.report.threads = 1;
    outcome.report.price_per_core_hour = options.price_per_core_hour;
    outcome.report.databases = options.databases();
    return outcome;
  };
  RunSteps(place, JobKind::kReenrich, options, steps, work, total);
  return total;
}

}  // namespace millrace
