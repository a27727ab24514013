#include "upkeep/expire.h"

#include <utility>

#include "upkeep/rewrite.h"

namespace millrace {

std::vector<ExpiredFile> PlanExpiry(FileSystem& files, Ledger& ledger, const PipelineOptions& options,
                                    const ExpireOptions& expire) {
  const std::vector<TableId> tables = TablesOrAll({});
  auto lists = CommittedFiles(files, ledger, options.lake, options.project, tables);
  std::vector<ExpiredFile> expired;
  for (size_t i = 0; i < tables.size(); ++i) {
    const auto first_kept = expire.first_kept_day[static_cast<size_t>(tables[i])];
    if (!first_kept) continue;
    for (CommittedFile& file : lists[i]) {
      if (file.partition.day < *first_kept) expired.push_back({.table = tables[i], .file = std::move(file)});
    }
  }
  return expired;
}

RunReport Expire(FileSystem& files, Ledger& ledger, const PipelineOptions& options, const ExpireOptions& expire) {
  const HeldLease lease = TakeProject(ledger, options);
  const JobPlace place = PlaceOfCopies(files, ledger, lease, options);
  RunReport total = BeginRewrite(place, options);
  const std::vector<ExpiredFile> expired = PlanExpiry(files, ledger, options, expire);
  if (expired.empty()) return total;
  total.Add(RunJob(place, JobKind::kExpire, {}, [&](const JobInfo&, BatchSink&) {
    JobOutcome outcome;
    for (const ExpiredFile& each : expired) outcome.retired.push_back(RetiredFileOf(options, each.table, each.file));
    outcome.report.threads = 1;
    outcome.report.price_per_core_hour = options.price_per_core_hour;
    return outcome;
  }));
  return total;
}

}  // namespace millrace
