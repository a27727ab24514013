// Loads under faults: an operation of the ledger or of the warehouse fails, or the process dies there. After one more
// load the tables equal those of an undisturbed one, and each file was loaded.
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "load/load.h"
#include "load/testing/faulty_warehouse.h"
#include "load/testing/load_fixture.h"

#include "core/testing/fault_plan.h"
#include "ledger/testing/faulty_ledger.h"

namespace millrace {
namespace {

// Every operation would take minutes; the loops of the tables shift the numbers from run to run.
constexpr uint64_t kLoadFaultStep = 11;

std::vector<std::string> AllRows(LoadProject& project) {
  std::vector<std::string> all;
  for (const char* query :
       {"SELECT * EXCLUDE created_time FROM shop.event_v2", "SELECT * EXCLUDE created_time FROM shop.user_v2",
        "SELECT DISTINCT event_date, user_pseudo_id FROM shop.touched_device_day",
        "SELECT DISTINCT user_pseudo_id FROM shop.touched_user"}) {
    for (std::string& row : project.Rows(query)) all.push_back(std::move(row));
  }
  std::ranges::sort(all);
  return all;
}

void AddFiles(LoadProject& project) {
  // The schema is there already: this is about batches.
  project.CopySample("b1", "user_v2");
  project.Load();
  project.CopySample("b2", "user_v2");
  for (const char* batch : {"b1", "b2", "b3"}) project.CopySample(batch, "event_v2");
  project.options().max_files = 2;
}

class LoadFaults : public ::testing::TestWithParam<Fault> {};

TEST_P(LoadFaults, GiveTheSameTables) {
  std::vector<std::string> wanted;
  {
    LoadProject project;
    AddFiles(project);
    project.Load();
    wanted = AllRows(project);
  }
  bool fired = true;
  for (uint64_t n = 1; fired; n += kLoadFaultStep) {
    LoadProject project;
    AddFiles(project);
    FaultPlan plan(GetParam(), n);
    {
      FaultyLedger ledger(project.ledger(), plan);
      FaultyWarehouse warehouse(project.warehouse(), plan);
      try {
        Load(LocalFileSystem(), ledger, warehouse, project.options());
      } catch (const SystemError&) {
      } catch (const KillSwitch&) {
      }
    }
    fired = plan.fired();
    // A killed process leaves its lease behind.
    Ledger& ledger = project.ledger();
    if (const Lease lease = ledger.leases().Find(kLoadLease); lease.held) {
      ledger.leases().GiveBack(kLoadLease, lease.fence);
    }
    project.Load();
    EXPECT_EQ(AllRows(project), wanted) << "operation " << n;
    for (const auto& [path, state] : project.States())
      EXPECT_EQ(state, LoadState::kLoaded) << path << ", operation " << n;
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Load, LoadFaults, ::testing::Values(Fault::kFail, Fault::kKill));

}  // namespace
}  // namespace millrace
