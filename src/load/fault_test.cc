// Loads under faults: at an operation of the ledger or of the warehouse something fails, or the process dies. After one
// more load the tables equal those of an undisturbed one, no row is there twice, and each file is loaded.
//
// The load at work has all that loads do: new files in several batches, rows that an erasure took out of the lake, and
// files of a compaction. By default a few operations break; with MILLRACE_EVERY_FAULT=1 (scripts/test load-full) every
// one.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "load/load.h"
#include "load/reconcile.h"
#include "load/testing/faulty_warehouse.h"
#include "load/testing/load_fixture.h"

#include "core/testing/fault_plan.h"
#include "ledger/testing/faulty_ledger.h"
#include "warehouse/testing/postgres_server.h"

namespace millrace {
namespace {

using Strings = std::vector<std::string>;

constexpr const char* kFaultTables[] = {"user_v2", "session", "event_v2"};

enum class LoadFault : uint8_t {
  kFails,      // the ledger cannot be written, the connection to the warehouse is lost
  kDies,       // the process
  kNoSpace,    // on the disk of the warehouse
  kBackends,   // of the server are killed
  kRestarted,  // is the server
};

struct LoadFaultCase {
  const char* name;
  bool on_postgres;
  LoadFault fault;
  // Operations that break by default: of about 250, whose order the loops of the tables shift from run to run. None:
  // only with every fault.
  std::vector<uint64_t> sample;
};

void PrintTo(const LoadFaultCase& value, std::ostream* out) {
  *out << value.name;
}

const LoadFaultCase kLoadFaultCases[] = {{"DuckDbFails", false, LoadFault::kFails, {9, 90, 170}},
                                         {"DuckDbDies", false, LoadFault::kDies, {40, 110, 160}},
                                         {"DuckDbNoSpace", false, LoadFault::kNoSpace, {60, 140}},
                                         {"PostgresDies", true, LoadFault::kDies, {}},
                                         {"PostgresBackends", true, LoadFault::kBackends, {90}},
                                         {"PostgresRestarted", true, LoadFault::kRestarted, {105}}};

std::string WithErased(const std::string& batch, const std::string& table) {
  return "SELECT * FROM read_parquet(" + SqlText(SampleFile(batch, table)) + ") WHERE hash(user_pseudo_id) % 2 = 0";
}

// A project before the load, and what an undisturbed load makes of it. Made once for each engine.
class PreparedLoad {
 public:
  static PreparedLoad& Of(bool on_postgres) {
    static PreparedLoad on_duckdb(false);
    if (!on_postgres) return on_duckdb;
    static PreparedLoad on_server(true);
    return on_server;
  }

  std::unique_ptr<LoadProject> Copy() {
    auto project = std::make_unique<LoadProject>(CopyOfDatabase(), folder_.path());
    project->options().max_files = 1;
    project->options().scan = false;
    return project;
  }
  static Strings AllRows(LoadProject& project) {
    Strings all;
    for (const char* const table : kFaultTables) {
      for (std::string& row : project.Facts(table)) all.push_back(table + (": " + std::move(row)));
    }
    for (const char* query : {"SELECT DISTINCT event_date, user_pseudo_id FROM shop.touched_device_day",
                              "SELECT DISTINCT user_pseudo_id FROM shop.touched_user"}) {
      for (std::string& row : project.Rows(query)) all.push_back(std::move(row));
    }
    std::ranges::sort(all);
    return all;
  }
  const Strings& wanted() const { return wanted_; }

 private:
  explicit PreparedLoad(bool on_postgres) : on_postgres_(on_postgres) {
    {
      LoadProject project(DatabaseUri("prepared"));
      for (const char* table : kFaultTables) project.CopySample("b1", table);
      project.Load();
      for (const char* table : {"user_v2", "event_v2"}) {
        project.Write(LoadProject::PathOf(table, "b1-erased"), WithErased("b1", table));
      }
      project.Replace("j1", JobKind::kErase, "user_v2", {"b1-erased"}, {"b1"});
      project.Replace("j2", JobKind::kAgain, "event_v2", {"b1-erased"}, {"b1"});
      project.Write(LoadProject::PathOf("session", "j3-0001"),
                    "SELECT * FROM read_parquet(" + SqlText(SampleFile("b1", "session")) + ")");
      project.Replace("j3", JobKind::kCompact, "session", {"j3-0001"}, {"b1"});
      for (const char* table : {"user_v2", "event_v2"}) project.CopySample("b2", table);
      // Announced, and not loaded.
      std::stop_source stopped;
      stopped.request_stop();
      project.options().drain = stopped.get_token();
      EXPECT_THROW(project.Load(), SystemError);
      project.Close();
      std::filesystem::copy(project.folder(), folder_.path(), std::filesystem::copy_options::recursive);
    }
    const auto project = Copy();
    project->Load();
    wanted_ = AllRows(*project);
  }

  // Databases of the server are copied from the prepared one, which nobody uses then.
  std::string DatabaseUri(const std::string& name) {
    if (!on_postgres_) return "";
    const std::string uri = PostgresServer::Shared().uri();
    WarehouseOptions options;
    options.uri = uri;
    OpenWarehouse(options)->Connect()->Execute("CREATE DATABASE " + name +
                                               (name == "prepared" ? "" : " TEMPLATE prepared"));
    return std::string(uri).replace(uri.find("/postgres?"), 9, "/" + name);
  }
  std::string CopyOfDatabase() { return DatabaseUri("copy_" + std::to_string(++copies_)); }

  const bool on_postgres_;
  const TemporaryFolder folder_;
  int copies_ = 0;
  Strings wanted_;
};

class LoadFaults : public ::testing::TestWithParam<LoadFaultCase> {
 protected:
  // Loads with a fault at operation n; false when it lay beyond the end.
  static bool LoadWithFault(LoadProject& project, uint64_t n) {
    const LoadFault fault = GetParam().fault;
    FaultPlan plan(fault == LoadFault::kDies ? Fault::kKill : Fault::kFail, n);
    FaultPlan no_plan;
    WarehouseFailure failure;
    if (fault == LoadFault::kNoSpace) failure.fault = WarehouseFault::kNoSpace;
    if (fault == LoadFault::kBackends) failure.happens = [] { PostgresServer::Shared().KillBackends(); };
    if (fault == LoadFault::kRestarted) {
      failure.happens = [] {
        PostgresServer::Shared().Stop();
        PostgresServer::Shared().Start();
      };
    }
    FaultyLedger ledger(project.ledger(), failure.happens ? no_plan : plan);
    FaultyWarehouse warehouse(project.warehouse(), plan, failure);
    try {
      Load(LocalFileSystem(), ledger, warehouse, project.options());
    } catch (const SystemError& error) {
      EXPECT_TRUE(plan.fired()) << error.what();
    } catch (const KillSwitch&) {
    }
    // A killed process leaves its lease behind.
    if (const Lease lease = project.ledger().leases().Find(kLoadLease); lease.held) {
      project.ledger().leases().GiveBack(kLoadLease, lease.fence);
    }
    return plan.fired();
  }

  static void CheckIsAsUndisturbed(LoadProject& project, const Strings& wanted) {
    EXPECT_EQ(PreparedLoad::AllRows(project), wanted);
    for (const auto& [path, state] : project.States()) EXPECT_EQ(state, LoadState::kLoaded) << path;
    EXPECT_TRUE(ListRetiredKeys(LocalFileSystem(), project.options().keys_folder).empty());
    const auto connection = project.warehouse().Connect();
    for (const BookDifference& each : CompareTablesWithLog(project.ledger(), *connection)) ADD_FAILURE() << each.what;
    for (const BookDifference& each : CompareItemsWithLog(project.ledger(), *connection)) ADD_FAILURE() << each.what;
  }
};

TEST_P(LoadFaults, GiveTheSameTables) {
  const bool every = std::getenv("MILLRACE_EVERY_FAULT") != nullptr;
  if (!every && GetParam().sample.empty()) GTEST_SKIP() << "only with MILLRACE_EVERY_FAULT";
  PreparedLoad& prepared = PreparedLoad::Of(GetParam().on_postgres);
  const auto attempt = [&](uint64_t n) {
    const auto project = prepared.Copy();
    const bool fired = LoadWithFault(*project, n);
    project->Load();
    CheckIsAsUndisturbed(*project, prepared.wanted());
    return fired;
  };
  int faults = 0;
  if (!every) {
    // With sanitizers only the first.
    const size_t tried = kFaultStep > 1 ? 1 : GetParam().sample.size();
    for (const uint64_t n : std::span(GetParam().sample).first(tried)) {
      EXPECT_TRUE(attempt(n)) << "the load has fewer operations than " << n;
      ASSERT_FALSE(HasFailure()) << "after a fault at operation " << n;
      ++faults;
    }
  } else {
    for (uint64_t n = 1; attempt(n); ++n) {
      ASSERT_FALSE(HasFailure()) << "after a fault at operation " << n;
      ++faults;
    }
  }
  std::cout << GetParam().name << ": " << faults << " faults\n";
  RecordProperty("faults", faults);
}

INSTANTIATE_TEST_SUITE_P(Load, LoadFaults, ::testing::ValuesIn(kLoadFaultCases),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace millrace
