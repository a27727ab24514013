// Several loads of one project at a time, one whose lease another has taken, and clocks that jump: the tables are those
// of a single load.
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "load/load.h"
#include "load/testing/faulty_warehouse.h"
#include "load/testing/load_fixture.h"
#include "load/testing/watched_warehouse.h"

#include "core/error.h"

namespace millrace {
namespace {

using Strings = std::vector<std::string>;

constexpr const char* kSharedTables[] = {"user_v2", "session", "item_v2", "event_v2"};

// With the schema, so that loads are about batches.
LoadProject& WithFiles(LoadProject& project) {
  project.CopySample("b1", "user_v2");
  project.Load();
  for (const char* batch : {"b2", "b3"}) {
    for (const char* table : kSharedTables) project.CopySample(batch, table);
  }
  project.options().max_files = 1;
  return project;
}

Strings FactsOfAll(LoadProject& project) {
  Strings all;
  for (const char* table : kSharedTables) {
    for (std::string& row : project.Facts(table)) all.push_back(table + (": " + std::move(row)));
  }
  return all;
}

const Strings& FactsOfOneLoad() {
  static const Strings facts = [] {
    LoadProject project;
    WithFiles(project).Load();
    return FactsOfAll(project);
  }();
  return facts;
}

TEST(LoadsTogether, WaitForEachOtherAndLoadEachFileOnce) {
  LoadProject project;
  WithFiles(project);
  project.options().lock_patience = std::chrono::minutes(1);
  std::vector<LoadReport> reports(3);
  {
    std::vector<std::jthread> threads;
    for (LoadReport& report : reports) {
      threads.emplace_back([&] {
        const auto ledger = OpenSqliteLedger(project.ledger_path());
        report = Load(LocalFileSystem(), *ledger, project.warehouse(), project.options());
      });
    }
  }
  uint64_t files = 0;
  for (const LoadReport& report : reports) files += report.Total().files_loaded;
  EXPECT_EQ(files, 8U);
  EXPECT_EQ(FactsOfAll(project), FactsOfOneLoad());
}

TEST(LoadsTogether, OneWithoutPatienceSaysWhoIsAtWork) {
  LoadProject project;
  WithFiles(project);
  std::string refused;
  project.options().on_progress = [&](const LoadProgress&) {
    if (!refused.empty()) return;
    LoadOptions options = project.options();
    options.on_progress = {};
    const auto ledger = OpenSqliteLedger(project.ledger_path());
    try {
      Load(LocalFileSystem(), *ledger, project.warehouse(), options);
    } catch (const SystemError& error) {
      refused = error.what();
    }
  };
  project.Load();
  EXPECT_NE(refused, "");
  EXPECT_EQ(FactsOfAll(project), FactsOfOneLoad());
}

// The machine of a load slept, so another takes its lease at some statement, loads, and the first one wakes up.
TEST(LoadsTogether, OneThatLostItsLeaseDoesNothingTwice) {
  for (const uint64_t n : {40U, 90U}) {
    LoadProject project;
    WithFiles(project);
    const auto load_beside = [&] {
      const auto ledger = OpenSqliteLedger(project.ledger_path());
      ledger->leases().GiveBack(kLoadLease, ledger->leases().Find(kLoadLease).fence);
      try {
        Load(LocalFileSystem(), *ledger, project.warehouse(), project.options());
      } catch (const SystemError&) {
        // The first one's transaction is open: a conflict.
      }
    };
    FaultPlan plan(Fault::kFail, n);
    FaultyWarehouse warehouse(project.warehouse(), plan, {.happens = load_beside});
    try {
      Load(LocalFileSystem(), project.ledger(), warehouse, project.options());
    } catch (const SystemError&) {
      // It is refused what it does under its old number.
    }
    EXPECT_TRUE(plan.fired()) << n;
    project.Load();
    EXPECT_EQ(FactsOfAll(project), FactsOfOneLoad()) << n;
    for (const auto& [path, state] : project.States()) EXPECT_EQ(state, LoadState::kLoaded) << path << ", " << n;
  }
}

// Whatever the engine itself makes of two transactions, the one of the former holder is not committed.
TEST(LoadsTogether, OneThatWakesUpBeforeItsCommitCommitsNothing) {
  LoadProject project("", LoadProject::WithSchema());
  project.Write(LoadProject::EventFile("a"), SampleEvents());
  bool has_paused = false;
  WatchedWarehouse paused(project.warehouse(), [&](const std::string& sql) {
    if (sql.find(".load_log (") == std::string::npos || std::exchange(has_paused, true)) return;
    const auto ledger = OpenSqliteLedger(project.ledger_path());
    ledger->leases().GiveBack(kLoadLease, ledger->leases().Find(kLoadLease).fence);
    // The transaction of the first one is open: a conflict.
    EXPECT_THROW(Load(LocalFileSystem(), *ledger, project.warehouse(), project.options()), SystemError);
  });
  EXPECT_THROW(Load(LocalFileSystem(), project.ledger(), paused, project.options()), SystemError);
  EXPECT_TRUE(has_paused);
  EXPECT_EQ(project.Count("shop.event_v2"), 0);
  const LoadReport report = project.Load();
  EXPECT_GT(report.Total().rows.inserted, 0U);
  EXPECT_EQ(static_cast<uint64_t>(project.Count("shop.event_v2")), report.Total().rows.inserted);
}

TEST(LoadsTogether, ClockThatJumpsChangesNoFact) {
  LoadProject project;
  WithFiles(project);
  project.options().now_ns = [hours = int64_t{0}]() mutable {
    // Forwards and backwards by years, within a load.
    hours = -2 * hours + 1;
    return 1'700'000'000'000'000'000 + hours % 50'000 * 3'600'000'000'000;
  };
  project.Load();
  EXPECT_EQ(FactsOfAll(project), FactsOfOneLoad());
  EXPECT_EQ(project.Load().Total().files_loaded, 0U);
}

TEST(LoadsTogether, FileThatIsAnnouncedAgainIsNotLoadedAgain) {
  LoadProject project;
  WithFiles(project).Load();
  LoadItemStore& items = project.ledger().load_items();
  for (LoadItem item : items.InState(LoadState::kLoaded, "", "", 100)) {
    item.state = LoadState::kNew;
    item.registered_ns += 1'000'000'000;
    EXPECT_EQ(items.Register(std::vector{item}), 0U);
  }
  const LoadReport report = project.Load();
  EXPECT_EQ(report.Total().batches, 0U);
  EXPECT_EQ(FactsOfAll(project), FactsOfOneLoad());
}

}  // namespace
}  // namespace millrace
