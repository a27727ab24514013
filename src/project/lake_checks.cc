#include <algorithm>

#include "core/quantity.h"
#include "core/store_address.h"
#include "core/time.h"
#include "ledger/held_lease.h"
#include "pipeline/job_id.h"
#include "pipeline/lake_view.h"
#include "pipeline/publish.h"
#include "project/checks.h"
#include "project/known_places.h"

namespace millrace {
namespace {

// The holder of the project's lease, as a message; empty if nobody holds it.
std::string HolderOf(Ledger& ledger) {
  return LeaseWatch(ledger.leases(), std::string(kProjectLease)).Holder();
}

}  // namespace

std::vector<Finding> CheckRuns(Project& project) {
  const auto ledger = project.OpenLedgerToRead();
  if (const std::string holder = HolderOf(*ledger); !holder.empty()) return {{Health::kOk, "runs", holder}};
  if (const auto unfinished = ledger->jobs().Unfinished(); !unfinished.empty()) {
    return {{Health::kWarning, "runs",
             FormatCount(unfinished.size()) + " interrupted, the oldest " + unfinished.front().id,
             "the next `millrace process` finishes or undoes it"}};
  }
  const auto recent = ledger->jobs().Recent(1);
  if (recent.empty()) return {{Health::kOk, "runs", "none yet"}};
  if (recent.front().state == JobState::kFailed) {
    return {{Health::kWarning, "runs", "the last job failed: " + recent.front().error}};
  }
  return {{Health::kOk, "runs", "last job " + recent.front().id}};
}

// The ledger lists every file that a committed job published; each must exist with its size.
std::vector<Finding> CheckLakeFiles(Project& project) {
  const auto ledger = project.OpenLedgerToRead();
  CheckLakePlace(project, *ledger);
  if (const auto unknown = FilesOfUnknownJobs(project, *ledger); !unknown.empty()) {
    return {{Health::kFailed, "lake against ledger",
             FormatCount(unknown.size()) + " files are of earlier runs, and the ledger is new",
             "restore the ledger with `millrace doctor --restore-state`; see the guide to recovery"}};
  }
  const LakeComparison lake = CompareLake(project.files(), *ledger, project.config().lake, project.config().project);
  if (lake.lost.empty()) return {{Health::kOk, "lake against ledger", FormatCount(lake.known) + " files, all there"}};
  return {{Health::kFailed, "lake against ledger",
           FormatCount(lake.lost.size()) + " of " + FormatCount(lake.known) +
               " files are missing or changed, the first: " + lake.lost.front().output.final_path,
           "`millrace process --again --lost` reads their raw files again"}};
}

// If no job is running, staged files belong to an interrupted job.
std::vector<Finding> CheckStagedFiles(Project& project) {
  const auto staged = project.files().List(StagingRoot(project.config().lake, project.config().project));
  if (staged.empty() || !HolderOf(*project.OpenLedgerToRead()).empty())
    return {{Health::kOk, "unfinished output", "none"}};
  return {{Health::kWarning, "unfinished output", FormatCount(staged.size()) + " files",
           "the next `millrace process` removes them"}};
}

std::vector<Finding> CheckUploads(Project& project) {
  if (!IsStoreAddress(project.config().lake)) return {};
  const auto ledger = project.OpenLedgerToRead();
  const auto orphans = OrphanUploads(project.files(), *ledger, project.config().lake, project.config().project);
  if (orphans.empty()) return {{Health::kOk, "orphaned uploads", "none"}};
  const int64_t age_ms = (WallClockNs() - orphans.front().begun_ns) / 1'000'000;
  return {{Health::kWarning, "orphaned uploads",
           FormatCount(orphans.size()) + " that no job of this ledger knows, the oldest " +
               FormatDuration(std::max<int64_t>(age_ms, 0)) + " old: " + orphans.front().path,
           "`millrace doctor --remove-uploads 1d` removes those older than a day"}};
}

}  // namespace millrace
