#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "load/reconcile.h"
#include "load/retired_keys.h"

#include "core/quantity.h"
#include "core/warehouse_address.h"
#include "ledger/held_lease.h"
#include "project/checks.h"
#include "project/project_warehouse.h"
#include "project/spill_folder.h"

namespace millrace {
namespace {

constexpr const char* kWarehouse = "warehouse";

Finding FindingOf(BookDifference difference) {
  return {difference.is_fault ? Health::kFailed : Health::kWarning, kWarehouse, std::move(difference.what),
          std::move(difference.advice)};
}

// Of rows that left the lake and are still in the warehouse.
Finding FindingOf(const RetiredKeys& keys) {
  const std::string what = "rows that job " + keys.job_id + " took out of the lake are still there";
  if (keys.error.empty()) return {Health::kWarning, kWarehouse, what, "the next `millrace load` takes them out"};
  if (keys.are_known)
    return {Health::kFailed, kWarehouse, what + ": " + keys.error, "each `millrace load` tries again"};
  return {Health::kFailed, kWarehouse, what + ", nobody knows which: " + keys.error,
          "remove the schema of the app `" + keys.app +
              "` from the warehouse; then `millrace load --again` builds it "
              "from the lake"};
}

bool IsAnythingLoadedInto(LoadItemStore& items) {
  for (const LoadItemCounts& counts : items.Counts()) {
    if (counts.files[static_cast<size_t>(LoadState::kLoaded)] > 0) return true;
  }
  return false;
}

// Opens the warehouse for `compare`, unless there is none or a load is at work.
std::vector<Finding> WithWarehouse(Project& project, Ledger& ledger,
                                   const std::function<std::vector<BookDifference>(Connection&)>& compare) {
  const Config& config = project.config();
  if (IsWarehouseFileMissing(config)) {  // which a check would otherwise create
    if (!IsAnythingLoadedInto(ledger.load_items())) return {};
    return {{Health::kFailed, kWarehouse, "the file is gone: " + ParseWarehouseAddress(config.warehouse.uri).file,
             "put it back, or `millrace load --again` builds it from the lake"}};
  }
  if (const std::string holder = LeaseWatch(ledger.leases(), std::string(kLoadLease)).Holder(); !holder.empty()) {
    return {{Health::kOk, kWarehouse, "not compared: " + holder}};
  }
  const auto warehouse = OpenProjectWarehouse(project);
  const auto connection = warehouse->Connect();
  std::vector<Finding> findings;
  for (BookDifference& difference : compare(*connection)) findings.push_back(FindingOf(std::move(difference)));
  return findings;
}

}  // namespace

// Compares the numbers of files and rows that ledger, lake and warehouse have.
std::vector<Finding> CheckWarehouse(Project& project) {
  const Config& config = project.config();
  if (!HasWarehouse(config)) return {};
  const auto ledger = project.OpenLedgerToRead();
  if (ledger->load_items().Counts().empty()) return {};
  LakeBooks books = CompareItemsWithLake(project.files(), *ledger, config.lake, config.project);
  std::vector<Finding> findings;
  findings.reserve(books.differences.size());
  for (BookDifference& difference : books.differences) findings.push_back(FindingOf(std::move(difference)));
  for (const RetiredKeys& keys : ListRetiredKeys(project.files(), RetiredKeysFolder(config.state, config.project))) {
    findings.push_back(FindingOf(keys));
  }
  auto rows = WithWarehouse(project, *ledger, [&](Connection& warehouse) {
    std::vector<BookDifference> differences = CompareItemsWithLog(*ledger, warehouse);
    for (BookDifference& difference : CompareTablesWithLog(*ledger, warehouse)) {
      differences.push_back(std::move(difference));
    }
    return differences;
  });
  findings.insert(findings.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
  if (!findings.empty()) return findings;
  return {{Health::kOk, kWarehouse,
           FormatCount(books.files_loaded) + " lake files loaded, " + FormatCount(books.files_waiting) + " waiting"}};
}

std::vector<Finding> ExamineRows(Project& project) {
  const Config& config = project.config();
  if (!HasWarehouse(config)) return {};
  const auto ledger = project.OpenLedgerToRead();
  const SpillFolder temporary(config.state);
  auto findings = WithWarehouse(project, *ledger, [&](Connection& warehouse) {
    return CompareKeys(project.files(), *ledger, warehouse, config.lake, temporary.path());
  });
  if (!findings.empty()) return findings;
  return {{Health::kOk, kWarehouse, "has the rows of the lake"}};
}

}  // namespace millrace
