#include "upkeep/erase.h"

#include "privacy/digest.h"
#include "upkeep/expire.h"

#include "core/base64.h"
#include "pipeline/testing/project_fixture.h"

namespace millrace {
namespace {

RunReport RunErase(const TestProject& project, const std::string& id) {
  return Erase(LocalFileSystem(), *OpenSqliteLedger(project.LedgerFileName()), project.options,
               {.ids = {id}, .subject = SubjectOf("", id)});
}

// Takes what only that user has out of what is expected.
void ForgetUser(TestProject& project, const std::string& id) {
  project.expected.events.erase(id);
  project.expected.users.erase("user-" + id);
  project.expected.sessions.erase("session-" + id);
  project.expected.items.erase("item-" + id);
}

TEST(Erase, ThePersonIsGoneAndAllOthersStay) {
  TestProject project;
  project.AddFile("a", 3);
  project.AddFile("b", 3);
  project.Run({.from_ns = {}, .to_ns = {}, .max_bytes_per_run = 1});
  const auto files_before = LocalFileSystem().List(project.options.lake).size();
  const RunReport report = RunErase(project, "user-a-1-a");
  EXPECT_EQ(report.rewrite.files_replaced, 4U) << "an event, an item, a user and a session file of one run";
  EXPECT_EQ(LocalFileSystem().List(project.options.lake).size(), files_before);
  ForgetUser(project, "a-1-a");
  project.Check();
  EXPECT_EQ(RunErase(project, "user-a-1-a").runs, 0U) << "nobody is left to erase";
}

// The reject's text holds the person, though no column does.
TEST(Erase, RejectsThatHoldThePersonGo) {
  TestProject project(/*two_apps=*/false);
  project.AddFile("a", 2);
  project.Run();
  RunErase(project, "user-a-1-b");
  project.expected.rejects.erase(TestProject::RejectText(project.Raw("a"), 2, 1, "unknown_app"));
  project.Check();
}

// A Sensors request is a form around base64.
TEST(Erase, RejectsOfOtherClientsAreUnpackedToo) {
  TestProject project(/*two_apps=*/false);
  project.options.kernel.clients.client = "sensors";
  std::string packed;
  AppendBase64(packed, R"([{"event":"e","distinct_id":"somebody"}])");
  project.Write("a", R"({"appId":"shop","rid":"r","data":"data_list=)" + packed.substr(0, packed.find('=')) + "\"}\n");
  project.Run();
  ASSERT_EQ(project.Read().rejects.size(), 1U) << "a row without ingest_time";
  EXPECT_EQ(RunErase(project, "some").runs, 0U) << "not a word of its own";
  EXPECT_EQ(RunErase(project, "somebody").rewrite.files_replaced, 1U);
  EXPECT_TRUE(project.Read().rejects.empty());
}

TEST(Erase, AFileOfOnePersonLeavesNoFile) {
  TestProject project(/*two_apps=*/false);
  project.Write("a", TestProject::Line(TestProject::Event("only", "shop")));
  project.Run();
  const RunReport report = RunErase(project, "user-only");
  EXPECT_EQ(report.lake_files, 0U);
  EXPECT_TRUE(LocalFileSystem().List(project.options.lake).empty());
}

TEST(Erase, ADryRunCountsAndChangesNothing) {
  TestProject project(/*two_apps=*/false);
  project.AddFile("a", 2);
  project.Run();
  const auto ledger = OpenSqliteLedgerToRead(project.LedgerFileName());
  const ErasePlan plan =
      PlanErasure(LocalFileSystem(), *ledger, project.options, {.ids = {"user-a-0-a"}, .subject = ""});
  ASSERT_EQ(plan.files.size(), 4U);
  for (const FileToErase& each : plan.files) EXPECT_EQ(each.rows, 1U);
  EXPECT_TRUE(plan.devices.empty());
  project.Check();
}

TEST(Erase, TheProofNamesFilesWithChecksumsAndNeverTheId) {
  TestProject project(/*two_apps=*/false);
  project.AddFile("a", 2);
  project.Run();
  const std::string event_file = LocalFileSystem().List(project.options.lake + "/shop/event_v2")[0].path;
  const std::string before = Sha256OfFile(LocalFileSystem(), event_file);
  RunErase(project, "user-a-0-a");
  const auto proofs = OpenSqliteLedgerToRead(project.LedgerFileName())->outputs().Erasures();
  ASSERT_EQ(proofs.size(), 1U);
  const std::string& proof = proofs[0];
  EXPECT_NE(proof.find(R"("rows_erased":{"event_v2":1,"item_v2":1,"session":1,"user_v2":1})"), std::string::npos)
      << proof;
  EXPECT_NE(proof.find(before), std::string::npos);
  const std::string new_file = LocalFileSystem().List(project.options.lake + "/shop/event_v2")[0].path;
  EXPECT_NE(proof.find(Sha256OfFile(LocalFileSystem(), new_file)), std::string::npos);
  EXPECT_EQ(proof.find("user-a-0-a"), std::string::npos);
  // Who knows the id can check that it is meant.
  const size_t at = proof.find("hmac-sha256:") + 12;
  EXPECT_EQ(proof.substr(at + 33, 64), HmacSha256(proof.substr(at, 32), "user-a-0-a"));
}

TEST(Expire, PartitionsBeforeTheFirstKeptDayGo) {
  TestProject project;
  project.AddFile("a", 2);
  project.Run();
  const auto day = static_cast<int32_t>(TestProject::kIngestTime / 86'400'000);
  const auto expire = [&](int32_t first_kept) {
    ExpireOptions options;
    options.first_kept_day[static_cast<size_t>(TableId::kEvent)] = first_kept;
    return Expire(LocalFileSystem(), *OpenSqliteLedger(project.LedgerFileName()), project.options, options);
  };
  EXPECT_EQ(expire(day).runs, 0U);
  project.Check();
  const RunReport report = expire(day + 1);
  EXPECT_EQ(report.rewrite.files_replaced, 2U);
  EXPECT_EQ(report.lake_files, 0U);
  project.expected.events.clear();
  project.Check();
}

}  // namespace
}  // namespace millrace
