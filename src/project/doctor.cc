#include "project/doctor.h"

#include <algorithm>

#include "core/error.h"
#include "ledger/sqlite_ledger.h"
#include "pipeline/job_id.h"
#include "pipeline/publish.h"
#include "pipeline/state_backup.h"
#include "project/checks.h"
#include "project/known_places.h"

namespace millrace {
namespace {

constexpr Check kChecks[] = {
    {"program", CheckProgram},
    {"config", CheckConfigFile},
    {"clock", CheckClock},
    {"enrichments", CheckDatabases},
    {"raw directory", CheckRawFolder},
    {"lake directory", CheckLakeFolder},
    {"state directory", CheckStateFolder},
    {"state backup", CheckStateBackup},
    {"disk of the lake", CheckLakeDisk},
    {"disk of the state", CheckStateDisk},
    {"runs", CheckRuns},
    {"raw files", CheckFailingFiles},
    {"changed raw files", CheckChangedFiles},
    {"lake against ledger", CheckLakeFiles},
    {"unfinished output", CheckStagedFiles},
    {"orphaned uploads", CheckUploads},
    {"warehouse", CheckWarehouse},
    {"models", CheckModels},
};

}  // namespace

std::string_view HealthName(Health health) {
  switch (health) {
    case Health::kOk:
      return "ok";
    case Health::kWarning:
      return "warning";
    case Health::kFailed:
      break;
  }
  return "failed";
}

std::span<const Check> Checks() {
  return kChecks;
}

std::vector<Finding> Examine(Project& project) {
  std::vector<Finding> findings;
  for (const Check& check : Checks()) {
    try {
      for (Finding& finding : check.run(project)) findings.push_back(std::move(finding));
    } catch (const std::exception& error) {
      findings.push_back({Health::kFailed, std::string(check.subject), error.what()});
    }
  }
  return findings;
}

Health WorstOf(std::span<const Finding> findings) {
  Health worst = Health::kOk;
  for (const Finding& finding : findings) worst = std::max(worst, finding.health);
  return worst;
}

uint64_t RemoveOrphanUploads(Project& project, int64_t least_age_ms) {
  const auto ledger = project.OpenLedgerToRead();
  uint64_t removed = 0;
  for (const UnfinishedUpload& upload :
       OrphanUploads(project.files(), *ledger, project.config().lake, project.config().project)) {
    if ((WallClockNs() - upload.begun_ns) / 1'000'000 < least_age_ms) continue;
    project.files().Abort(upload);
    ++removed;
  }
  return removed;
}

std::string RestoreLedger(Project& project) {
  const Config& config = project.config();
  RestoreState(project.files(), {.state = config.state, .project = config.project, .backup = config.state_backup});
  return LedgerPath(config.state, config.project);
}

uint64_t AdoptLake(Project& project) {
  const auto ledger = project.OpenLedger();
  if (!ledger->jobs().Recent(1).empty()) {
    throw UserError("the ledger in `" + project.config().state + "` has a lake already: jobs have run with it");
  }
  const uint64_t files = FilesOfUnknownJobs(project, *ledger).size();
  RememberLake(project, *ledger);
  return files;
}

}  // namespace millrace
