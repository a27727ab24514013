#include "pipeline/lake_view.h"

#include <filesystem>
#include <optional>

#include "ledger/held_lease.h"
#include "pipeline/testing/project_fixture.h"

namespace millrace {
namespace {

class LakeViewTest : public ::testing::Test {
 protected:
  LakeViewTest() {
    for (const char* name : {"a", "b", "c", "d"}) {
      project_.AddFile(name, 1);
      project_.Run();
    }
    ledger_ = OpenSqliteLedger(project_.LedgerFileName());
    lease_.emplace(*ledger_, kProjectLease, std::chrono::milliseconds(0), nullptr);
  }
  LakeComparison Compare() {
    return CompareLake(LocalFileSystem(), *ledger_, project_.options.lake, project_.options.project);
  }
  // The final paths of the lost files of the next `limit`.
  std::vector<std::string> Check(size_t limit) {
    std::vector<std::string> paths;
    for (const LostFile& lost :
         CheckNextFiles(LocalFileSystem(), *ledger_, lease_->fence(), project_.options.lake, limit)) {
      paths.push_back(lost.output.final_path);
    }
    return paths;
  }

  TestProject project_;
  std::unique_ptr<Ledger> ledger_;
  std::optional<HeldLease> lease_;
};

TEST_F(LakeViewTest, TheTurnOfALostFileComes) {
  const LakeComparison whole = Compare();
  EXPECT_TRUE(whole.lost.empty());
  EXPECT_TRUE(Check(whole.known).empty());
  const std::string victim = whole.files[0][2].file.path;
  std::filesystem::remove(victim);
  const std::string lost = BelowLake(project_.options.lake, victim);
  EXPECT_EQ(Check(whole.known + 1), std::vector{lost}) << "all at once";
  size_t found = 0;
  for (size_t i = 0; i < 2 * whole.known; ++i) found += Check(1).size();
  EXPECT_EQ(found, 2U) << "one at a time, twice around";
}

TEST_F(LakeViewTest, AFileOfAnotherSizeIsLost) {
  const std::string victim = Compare().files[0][0].file.path;
  std::filesystem::resize_file(victim, 10);
  EXPECT_EQ(Check(1000), std::vector{BelowLake(project_.options.lake, victim)});
}

}  // namespace
}  // namespace millrace
