// Lake files on their way into the warehouse.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "core/error.h"
#include "ledger/testing/ledger_fixture.h"

namespace millrace {

TEST_P(LedgerContract, LakeFileGoesFromItsAnnouncementToTheWarehouse) {
  LoadItemStore& items = ledger_->load_items();
  EXPECT_EQ(items.Register(std::vector{LakeFile("b", 20), LakeFile("a", 30), LakeFile("c", 10)}), 3U);
  EXPECT_EQ(Waiting(), (Strings{"c", "b", "a"})) << "oldest first";
  EXPECT_EQ(items.Claim("l1", Strings{"a", "c", "gone"}, 0), 2U);
  EXPECT_EQ(items.Claim("l2", Strings{"a", "b"}, 0), 1U) << "another batch has it";
  EXPECT_EQ(items.ClaimedLoads(), (Strings{"l1", "l2"}));
  EXPECT_TRUE(Waiting().empty());

  items.Finish("l1", {.finished_ns = 99}, 0);
  items.GiveBack("l2", 0);
  EXPECT_TRUE(made_->Open()->load_items().ClaimedLoads().empty());
  EXPECT_EQ(Waiting(), Strings{"b"});
  EXPECT_EQ(States(), (Strings{"a:loaded", "b:new", "c:loaded"}));
  const LoadItem loaded = items.Find("a").value();
  EXPECT_EQ(loaded.load_id, "l1");
  EXPECT_EQ(loaded.finished_ns, 99);
  EXPECT_EQ(loaded.app, "shop");
  EXPECT_EQ(loaded.rows, 3);
  EXPECT_EQ(items.OfLoad("l1").size(), 2U);
  items.Forget(Strings{"a", "gone"}, 0);
  EXPECT_FALSE(items.Find("a"));
}

TEST_P(LedgerContract, LakeFilesAreListedForPeople) {
  LoadItemStore& items = ledger_->load_items();
  LoadItem other = LakeFile("other", 20);
  other.app = "blog";
  other.table = "session";
  items.Register(std::vector{LakeFile("b", 20), LakeFile("a", 20), LakeFile("c", 10), other});
  items.Claim("l1", Strings{"c"}, 0);
  items.Finish("l1", {.finished_ns = 9}, 0);
  const auto paths = [&](const LoadItemFilter& filter, size_t offset = 0, size_t limit = 10) {
    Strings found;
    for (const LoadItem& item : items.List(filter, offset, limit)) found.push_back(item.path);
    return found;
  };
  EXPECT_EQ(paths({}), (Strings{"a", "b", "other", "c"})) << "the newest first";
  EXPECT_EQ(paths({}, 1, 2), (Strings{"b", "other"}));
  EXPECT_EQ(paths({.state = LoadState::kLoaded}), Strings{"c"});
  EXPECT_EQ(paths({.table = "session"}), Strings{"other"});
  EXPECT_EQ(paths({.state = LoadState::kNew, .app = "blog"}), Strings{"other"});
  const LoadStateCounts counts = items.CountStates({.state = LoadState::kFailed, .app = "shop"});
  EXPECT_EQ(counts[static_cast<size_t>(LoadState::kNew)], 2U);
  EXPECT_EQ(counts[static_cast<size_t>(LoadState::kLoaded)], 1U);
  EXPECT_EQ(items.CountStates({.table = "session"})[static_cast<size_t>(LoadState::kNew)], 1U);
}

TEST_P(LedgerContract, RepeatedAnnouncementOfALakeFileChangesNothing) {
  LoadItemStore& items = ledger_->load_items();
  items.Register(std::vector{LakeFile("a", 1)});
  items.Claim("l1", Strings{"a"}, 0);
  EXPECT_EQ(items.Register(std::vector{LakeFile("a", 2)}), 0U);
  items.Finish("l1", {.finished_ns = 9}, 0);
  LoadItem again = LakeFile("a", 3);
  EXPECT_EQ(items.Register(std::vector{again}), 0U);
  again.version = "v1";
  EXPECT_EQ(items.Register(std::vector{again}), 0U) << "the first announcement did not name a version";
  again.bytes = 4;
  EXPECT_EQ(items.Register(std::vector{again}), 1U) << "another file under the same name";
  EXPECT_EQ(States(), Strings{"a:new"});
  again.version = "v2";
  EXPECT_EQ(items.Register(std::vector{again}), 1U);
  EXPECT_EQ(items.Find("a")->registered_ns, 3);
}

TEST_P(LedgerContract, FileThatWasReplacedDuringItsLoadIsNotMarkedAsLoaded) {
  LoadItemStore& items = ledger_->load_items();
  items.Register(std::vector{LakeFile("a", 1)});
  items.Claim("l1", Strings{"a"}, 0);
  LoadItem other = LakeFile("a", 2);
  other.bytes = 7;
  items.Register(std::vector{other});
  items.Finish("l1", {.finished_ns = 9}, 0);
  EXPECT_EQ(States(), Strings{"a:new"});
}

TEST_P(LedgerContract, FailedLakeFileIsTriedFirstUntilItsAttemptsAreUsedUp) {
  LoadItemStore& items = ledger_->load_items();
  items.Register(std::vector{LakeFile("bad", 5), LakeFile("new", 1)});
  for (int attempt = 1; attempt <= kLoadAttempts; ++attempt) {
    EXPECT_EQ(Waiting().front(), attempt == 1 ? "new" : "bad");
    items.Claim("l" + std::to_string(attempt), Strings{"bad"}, 0);
    items.Finish("l" + std::to_string(attempt),
                 {.state = LoadState::kFailed, .error = "no Parquet", .finished_ns = attempt}, 0);
  }
  EXPECT_EQ(Waiting(), Strings{"new"});
  EXPECT_EQ(items.Find("bad")->attempts, kLoadAttempts);
  EXPECT_EQ(items.Find("bad")->error, "no Parquet");
  const auto counts = items.Counts();
  ASSERT_EQ(counts.size(), 1U);
  EXPECT_EQ(counts[0].table, "event_v2");
  EXPECT_EQ(counts[0].files, (std::array<uint64_t, kLoadStateCount>{1, 0, 0, 1, 0}));
  EXPECT_EQ(counts[0].bytes[0], 300U);
  EXPECT_EQ(counts[0].given_up, 1U);
  EXPECT_EQ(counts[0].oldest_ns, 1);
  EXPECT_EQ(items.RetryFailed(0), 1U);
  EXPECT_EQ(Waiting(), (Strings{"new", "bad"}));
  EXPECT_NE(items.Find("bad")->error, "") << "it says why, until the file is loaded";
}

TEST_P(LedgerContract, LoadedFilesAreLoadedAgainOnRequest) {
  LoadItemStore& items = ledger_->load_items();
  items.Register(std::vector{LakeFile("a", 1), LakeFile("b", 2)});
  items.Claim("l1", Strings{"a"}, 0);
  items.Finish("l1", {.finished_ns = 9}, 0);
  EXPECT_EQ(items.LoadAgain(0), 1U);
  EXPECT_EQ(Waiting(), (Strings{"a", "b"}));
  EXPECT_TRUE(items.OfLoad("l1").empty());
}

TEST_P(LedgerContract, RejectsOfALoadedFileAreStoredByOneJob) {
  LoadItemStore& items = ledger_->load_items();
  items.Register(std::vector{LakeFile("a", 1), LakeFile("b", 1)});
  items.Claim("l1", Strings{"a"}, 0);
  items.Finish("l1", {.finished_ns = 9, .has_rejects = true}, 0);
  items.Claim("l2", Strings{"b"}, 0);
  items.Finish("l2", {.finished_ns = 9}, 0);
  ASSERT_EQ(items.WithRejects(10).size(), 1U);
  EXPECT_TRUE(items.Find("a")->has_rejects);
  EXPECT_FALSE(items.Find("b")->has_rejects);
  Begin("failed");
  items.NoteRejects({"failed"}, Strings{"a"});
  EXPECT_TRUE(items.WithRejects(10).empty());
  ledger_->jobs().Release({"failed"}, JobState::kFailed, "", 6);
  EXPECT_EQ(items.WithRejects(10).at(0).path, "a");
  Begin("j2");
  items.NoteRejects({"j2"}, Strings{"a"});
  Finish("j2");
  EXPECT_TRUE(items.WithRejects(10).empty());
  items.LoadAgain(0);
  items.Claim("l3", Strings{"a"}, 0);
  items.Finish("l3", {.finished_ns = 9, .has_rejects = true}, 0);
  EXPECT_TRUE(items.WithRejects(10).empty()) << "it is the same file";
  LoadItem other = LakeFile("a", 2);
  other.bytes = 4711;
  items.Register(std::vector{other});
  items.Claim("l4", Strings{"a"}, 0);
  items.Finish("l4", {.finished_ns = 9, .has_rejects = true}, 0);
  EXPECT_EQ(items.WithRejects(10).size(), 1U) << "it is another file";
}

TEST_P(LedgerContract, FilesOfAnAppWaitUntilItIsRegistered) {
  LoadItemStore& items = ledger_->load_items();
  LoadItem file = LakeFile("a", 1);
  file.state = LoadState::kUnknownApp;
  LoadItem other = LakeFile("b", 1);
  other.state = LoadState::kUnknownApp;
  other.app = "other";
  items.Register(std::vector{file, other});
  EXPECT_TRUE(Waiting().empty());
  items.RegisterApp({.app = "shop", .schema = "shop"}, 0);
  EXPECT_EQ(Waiting(), Strings{"a"});
  EXPECT_EQ(items.InState(LoadState::kUnknownApp, "", "", 10).size(), 1U);
  EXPECT_EQ(made_->Open()->load_items().Apps(), (std::vector<RegisteredApp>{{.app = "shop", .schema = "shop"}}));
}

TEST_P(LedgerContract, CommittedJobIsRegisteredOnce) {
  LoadItemStore& items = ledger_->load_items();
  Begin("failed");
  Begin("j2");
  ledger_->jobs().Release({"failed"}, JobState::kFailed, "", 6);
  Begin("j3");
  Finish("j3");
  EXPECT_EQ(items.JobsToRegister(10).size(), 1U) << "not before it is committed";
  Finish("j2");
  const auto jobs = items.JobsToRegister(10);
  ASSERT_EQ(jobs.size(), 2U);
  EXPECT_EQ(jobs[0].id, "j2") << "in the order of their beginnings";
  items.MarkRegistered("j2", 0);
  EXPECT_EQ(items.JobsToRegister(1).at(0).id, "j3");
}

TEST_P(LedgerContract, JobIsRegisteredAfterItHasRemovedWhatItRetired) {
  LoadItemStore& items = ledger_->load_items();
  const RetiredFile retired[] = {{.path = "event_v2/a", .table = "event_v2", .bytes = 3}};
  Begin("j1");
  ledger_->outputs().Retire({"j1"}, retired);
  EXPECT_TRUE(items.JobsRetiring().empty());
  Finish("j1");
  EXPECT_TRUE(items.JobsToRegister(10).empty());
  EXPECT_EQ(items.JobsRetiring().at(0).id, "j1");
  ledger_->outputs().MarkRetiredRemoved();
  EXPECT_EQ(items.JobsToRegister(10).at(0).id, "j1");
  EXPECT_TRUE(items.JobsRetiring().empty());

  items.RecordRetirement("j1", "session", "shop", "{}", 0);
  items.RecordRetirement("j1", "event_v2", "shop", "{}", 0);
  items.RecordRetirement("j1", "event_v2", "shop", R"({"n":1})", 0);
  EXPECT_EQ(items.Retirements("j1"), (Strings{R"({"n":1})", "{}"}));
  EXPECT_TRUE(items.Retirements("j2").empty());
}

// What a holder of kLoadLease writes, under the number that a former one has.
TEST_P(LedgerContract, LateLoadWritesNothing) {
  LeaseStore& leases = ledger_->leases();
  LoadItemStore& items = ledger_->load_items();
  const ProcessIdentity owner{.host = "h", .boot_id = "b", .pid = 1, .started = 2};
  const Strings paths{"a"};
  items.Register(std::vector{LakeFile("a", 1)});
  const int64_t old = leases.Take(leases.Find(kLoadLease), owner, 5).value();
  items.Claim("l1", paths, old);
  leases.GiveBack(kLoadLease, old);
  leases.Take(leases.Find(kLoadLease), owner, 6);
  EXPECT_THROW(items.Claim("l2", paths, old), SystemError);
  EXPECT_THROW(items.Finish("l1", {.finished_ns = 9}, old), SystemError);
  EXPECT_THROW(items.GiveBack("l1", old), SystemError);
  EXPECT_THROW(items.RetryFailed(old), SystemError);
  EXPECT_THROW(items.LoadAgain(old), SystemError);
  EXPECT_THROW(items.Forget(paths, old), SystemError);
  EXPECT_THROW(items.MarkRegistered("j", old), SystemError);
  EXPECT_THROW(items.RegisterApp({.app = "x", .schema = "x"}, old), SystemError);
  EXPECT_EQ(States(), Strings{"a:claimed"});
}

}  // namespace millrace
