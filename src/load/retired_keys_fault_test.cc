// Jobs that take rows out of the lake, under faults: the n-th operation on files or ledger fails while the keys of
// retired rows are kept and the retired files are removed, or the process dies there, with or without a loss of power.
// After the next start and a load, the warehouse has the rows that it has without a fault.
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "load/load.h"
#include "load/retired_keys.h"
#include "load/testing/load_fixture.h"

#include "ledger/testing/faulty_ledger.h"
#include "pipeline/publish.h"
#include "pipeline/testing/fault_fixture.h"
#include "storage/testing/faulty_disk.h"

namespace millrace {
namespace {

using Strings = std::vector<std::string>;

constexpr uint64_t kSampleOfKeyFaults = 29 * kFaultStep;
constexpr const char* kErasedTables[] = {"user_v2", "session"};

// A loaded project with a committed erasure that has not removed what it retired.
class RetiredKeysFaults : public ::testing::TestWithParam<FaultMode> {
 protected:
  static const std::string& Prepared() {
    static const TemporaryFolder folder;
    static const bool made = [] {
      LoadProject project;
      for (const char* table : kErasedTables) project.CopySample("b1", table);
      project.Load();
      for (const char* table : kErasedTables) {
        project.Write(
            LoadProject::PathOf(table, "left"),
            "SELECT * FROM read_parquet(" + SqlText(SampleFile("b1", table)) + ") WHERE hash(user_pseudo_id) % 2 = 0");
        project.CommitReplacement(std::string("j-") + table, JobKind::kErase, table, {"left"}, {"b1"});
      }
      project.Close();
      std::filesystem::copy(project.folder(), folder.path(), std::filesystem::copy_options::recursive);
      return true;
    }();
    EXPECT_TRUE(made);
    return folder.path();
  }

  static void RemoveWhatWasRetired(LoadProject& project, FileSystem& files, Ledger& ledger) {
    RemoveRetired(files, ledger, 0, project.lake(), [&](FileSystem& all_files, Ledger& all_records) {
      KeepRetiredKeys(all_files, all_records, project.lake(), project.options().keys_folder,
                      project.options().temporary_folder);
    });
  }

  static Strings RowsAfterALoad(LoadProject& project) {
    project.options().scan = false;
    project.Load();
    Strings rows = project.Facts("user_v2");
    for (std::string& row : project.Facts("session")) rows.push_back(std::move(row));
    return rows;
  }
};

TEST_P(RetiredKeysFaults, LoseNoKey) {
  Strings wanted;
  {
    LoadProject project("", Prepared());
    const auto before = project.Count("shop.user_v2");
    RemoveWhatWasRetired(project, LocalFileSystem(), project.ledger());
    wanted = RowsAfterALoad(project);
    EXPECT_LT(project.Count("shop.user_v2"), before);
  }
  const uint64_t step = std::getenv("MILLRACE_EVERY_FAULT") != nullptr ? 1 : kSampleOfKeyFaults;
  const auto attempt = [&](uint64_t n) {
    LoadProject project("", Prepared());
    const std::string limbo = project.folder() + "/limbo";
    std::filesystem::create_directory(limbo);
    FaultPlan plan(GetParam().fault, n);
    {
      FaultyDisk disk(LocalFileSystem(), plan, limbo);
      FaultyLedger ledger(project.ledger(), plan);
      try {
        RemoveWhatWasRetired(project, disk, ledger);
      } catch (const SystemError& error) {
        EXPECT_TRUE(plan.fired()) << error.what();
      } catch (const KillSwitch&) {
      }
      if (GetParam().power_loss) disk.LosePower(*GetParam().power_loss);
    }
    RemoveWhatWasRetired(project, LocalFileSystem(), project.ledger());
    EXPECT_EQ(RowsAfterALoad(project), wanted);
    EXPECT_TRUE(ListRetiredKeys(LocalFileSystem(), project.options().keys_folder).empty());
    return plan.fired();
  };
  ForEveryFault(std::string("retire, ") + GetParam().name, 10, attempt, step);
}

INSTANTIATE_TEST_SUITE_P(Load, RetiredKeysFaults, ::testing::ValuesIn(kTriedModes),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace millrace
