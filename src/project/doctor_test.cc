#include "project/doctor.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "core/testing/temporary_folder.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

class DoctorTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_ / "raw");
    config_.raw = (folder_ / "raw").string();
    config_.lake = (folder_ / "lake").string();
    config_.state = (folder_ / "state").string();
    config_.processing.enrichments = {"traffic_source"};
  }

  // The only finding about this subject.
  Finding Of(const std::string& subject) const {
    Project project(config_);
    const std::vector<Finding> findings = Examine(project);
    const auto about = [&](const Finding& each) { return each.subject == subject; };
    EXPECT_EQ(std::ranges::count_if(findings, about), 1) << subject;
    const auto found = std::ranges::find_if(findings, about);
    return found == findings.end() ? Finding{Health::kFailed, "", ""} : *found;
  }

  const TemporaryFolder temporary_;
  const fs::path folder_ = temporary_.path();
  Config config_;
};

TEST_F(DoctorTest, AProjectThatHasNotRunYetIsWell) {
  Project project(config_);
  for (const Finding& finding : Examine(project)) {
    EXPECT_NE(finding.health, Health::kFailed) << finding.subject << ": " << finding.what;
  }
  EXPECT_EQ(Of("runs").what, "none yet");
  EXPECT_FALSE(fs::exists(config_.state));
}

TEST_F(DoctorTest, AMissingRawFolderIsAWarningThatSaysWhatToDo) {
  config_.raw += "/missing";
  const Finding finding = Of("raw directory");
  EXPECT_EQ(finding.health, Health::kWarning);
  EXPECT_EQ(finding.what, "does not exist: " + config_.raw);
  EXPECT_EQ(finding.advice, "create it, or set the config key `raw`");
}

TEST_F(DoctorTest, EnrichmentsThatAreOffNeedNoDatabase) {
  config_.processing.enrichments.clear();
  Project project(config_);
  EXPECT_NE(WorstOf(Examine(project)), Health::kFailed);
}

TEST_F(DoctorTest, ACheckThatThrowsIsAFindingAndTheOthersGoOn) {
  config_.rules = (folder_ / "no-rules").string();
  const Finding finding = Of("enrichments");
  EXPECT_EQ(finding.health, Health::kFailed);
  EXPECT_NE(finding.what.find("no-rules"), std::string::npos) << finding.what;
  EXPECT_EQ(Of("runs").what, "none yet");
}

TEST_F(DoctorTest, ALedgerOfAnotherProgramIsAFinding) {
  fs::create_directories(config_.state);
  std::ofstream(config_.state + "/default.db") << "no database";
  EXPECT_EQ(Of("runs").health, Health::kFailed);
  EXPECT_EQ(Of("clock").health, Health::kOk);
}

TEST_F(DoctorTest, StagedFilesThatNobodyIsWritingAreLeftovers) {
  const fs::path staged = fs::path(config_.lake) / "default/_staging/j1/part.parquet";
  fs::create_directories(staged.parent_path());
  std::ofstream(staged) << "x";
  const Finding finding = Of("unfinished output");
  EXPECT_EQ(finding.health, Health::kWarning);
  EXPECT_EQ(finding.what, "1 files");
}

TEST(DoctorNamesTest, TheWorstFindingDecides) {
  EXPECT_EQ(WorstOf({}), Health::kOk);
  const std::vector<Finding> findings = {
      {Health::kOk, "a", ""}, {Health::kFailed, "b", ""}, {Health::kWarning, "c", ""}};
  EXPECT_EQ(WorstOf(findings), Health::kFailed);
  EXPECT_EQ(HealthName(WorstOf(findings)), "failed");
}

}  // namespace
}  // namespace millrace
