#include "project/lake_upkeep.h"

#include <map>
#include <utility>

#include "privacy/digest.h"
#include "upkeep/expire.h"

#include "core/error.h"
#include "pipeline/job_id.h"
#include "project/job_run.h"
#include "project/known_places.h"
#include "project/lake_copy.h"
#include "project/project_parts.h"

namespace millrace {
namespace {

ExpireOptions ExpireOptionsOf(const Config::Retention& retention) {
  constexpr int64_t kDayMs = 86'400'000;
  const int64_t now_ms = WallClockNs() / 1'000'000;
  ExpireOptions expire;
  const auto set = [&](TableId table, int64_t kept_ms) {
    if (kept_ms <= 0) return;
    expire.first_kept_day[static_cast<size_t>(table)] = static_cast<int32_t>((now_ms - kept_ms) / kDayMs);
  };
  set(TableId::kEvent, retention.event_v2_ms);
  set(TableId::kItem, retention.item_v2_ms);
  set(TableId::kUser, retention.user_v2_ms);
  set(TableId::kSession, retention.session_ms);
  set(TableId::kReject, retention.rejects_ms);
  return expire;
}

EraseOptions EraseOptionsOf(const std::string& user) {
  const std::string secret = PrivacySecret();
  EraseOptions erase{.ids = {user}, .subject = SubjectOf(secret, user)};
  if (!secret.empty()) erase.ids.push_back(Pseudonymiser(secret).Of(user));
  return erase;
}

void CheckOnlyBuiltIn(const OpenEnrichments& enrichments) {
  if (enrichments.plugins.empty()) return;
  throw UserError("`processing.enrichments` contains the plug-in `" +
                  enrichments.plugins.front()->plugin().facts().name +
                  "`: re-enrichment supports only the built-in enrichments; to leave the columns of plug-ins "
                  "unchanged, use --set processing.enrichments=ip,user_agent,traffic_source");
}

}  // namespace

std::vector<PartitionChange> CompactionOf(Project& project, const CompactOptions& compact) {
  const auto ledger = project.OpenLedgerToRead();
  CheckPlaces(project, *ledger);
  std::vector<PartitionChange> changes;
  for (const CompactStep& step :
       PlanCompaction(project.files(), *ledger, PipelineOptionsOf(project.config()), compact)) {
    changes.push_back({.table = step.table,
                       .app = step.partition.app,
                       .day = step.table == TableId::kUser ? std::nullopt : std::optional(step.partition.day),
                       .files = step.files.size(),
                       .bytes = step.bytes});
  }
  return changes;
}

RunReport CompactLake(Project& project, const CompactOptions& compact, const JobControl& control) {
  return RunJobs(project, PipelineOptionsOf(project.config()), control,
                 [&](Ledger& ledger, const PipelineOptions& options) {
                   return Compact(project.files(), ledger, options, compact);
                 });
}

std::vector<PartitionChange> ExpiryOf(Project& project) {
  const auto ledger = project.OpenLedgerToRead();
  CheckPlaces(project, *ledger);
  std::map<std::pair<TableId, Partition>, PartitionChange> by_partition;
  for (const ExpiredFile& each : PlanExpiry(project.files(), *ledger, PipelineOptionsOf(project.config()),
                                            ExpireOptionsOf(project.config().retention))) {
    const Partition& partition = each.file.partition;
    PartitionChange& change = by_partition[{each.table, partition}];
    change.table = each.table;
    change.app = partition.app;
    change.day = partition.day;
    ++change.files;
    change.bytes += each.file.file.size;
  }
  std::vector<PartitionChange> changes;
  changes.reserve(by_partition.size());
  for (auto& [partition, change] : by_partition) changes.push_back(std::move(change));
  return changes;
}

RunReport ExpireLake(Project& project, const JobControl& control) {
  const ExpireOptions expire = ExpireOptionsOf(project.config().retention);
  RunReport report = RunJobs(
      project, PipelineOptionsOf(project.config()), control,
      [&](Ledger& ledger, const PipelineOptions& options) { return Expire(project.files(), ledger, options, expire); });
  DropLakeCopy(project.config());
  return report;
}

ErasePlan ErasureOf(Project& project, const std::string& user) {
  const auto ledger = project.OpenLedgerToRead();
  CheckPlaces(project, *ledger);
  return PlanErasure(project.files(), *ledger, PipelineOptionsOf(project.config()), EraseOptionsOf(user));
}

RunReport ErasePerson(Project& project, const std::string& user, const JobControl& control) {
  const EraseOptions erase = EraseOptionsOf(user);
  RunReport report = RunJobs(
      project, PipelineOptionsOf(project.config()), control,
      [&](Ledger& ledger, const PipelineOptions& options) { return Erase(project.files(), ledger, options, erase); });
  DropLakeCopy(project.config());
  return report;
}

std::vector<PartitionChange> ReenrichmentOf(Project& project, const ReenrichOptions& reenrich) {
  CheckOnlyBuiltIn(OpenEnrichments(project.config()));
  const auto ledger = project.OpenLedgerToRead();
  CheckPlaces(project, *ledger);
  std::vector<PartitionChange> changes;
  for (const ReenrichStep& step :
       PlanReenrichment(project.files(), *ledger, PipelineOptionsOf(project.config()), reenrich)) {
    changes.push_back({.table = TableId::kEvent,
                       .app = step.partition.app,
                       .day = step.partition.day,
                       .files = step.files.size(),
                       .bytes = step.bytes});
  }
  return changes;
}

RunReport ReenrichLake(Project& project, const ReenrichOptions& reenrich, const JobControl& control) {
  const OpenEnrichments enrichments(project.config());
  CheckOnlyBuiltIn(enrichments);
  return RunJobs(project, PipelineOptionsOf(project.config(), enrichments), control,
                 [&](Ledger& ledger, const PipelineOptions& options) {
                   return Reenrich(project.files(), ledger, options, reenrich);
                 });
}

}  // namespace millrace
