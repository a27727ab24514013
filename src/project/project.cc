#include "project/project.h"

#include <utility>

#include "workflow/schedule.h"

#include "ledger/sqlite_ledger.h"
#include "project/project_warehouse.h"

namespace millrace {

Project::Project(Config config)
    : config_(std::move(config)), files_(config_), warehouse_(std::make_unique<OpenedWarehouse>()) {
  // The config is read by a room below the one that knows schedules.
  ParseSchedule(config_.schedule.process, "schedule.process");
}

Project::~Project() = default;

std::unique_ptr<Ledger> Project::OpenLedger() const {
  // A ledger whose folder vanished with a loss of power would have everything read again.
  MakeDurableFolder(LocalFileSystem(), config_.state);
  return OpenSqliteLedger(LedgerPath(config_.state, config_.project));
}

std::unique_ptr<Ledger> Project::OpenLedgerToRead() const {
  return OpenSqliteLedgerToRead(LedgerPath(config_.state, config_.project));
}

}  // namespace millrace
