// Raw files: which are read by which job, which fail, and how their directories were listed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "ledger/testing/ledger_fixture.h"

namespace millrace {

// Pages are small here; files before, between and behind the day folders belong to none.
TEST_P(LedgerContract, KnownFilesComeInPagesByDayFolder) {
  const std::string tenth = "year=2025/month=03/day=10";
  const std::string eleventh = "year=2025/month=03/day=11";
  Begin("j1", {{tenth + "/hour=01/b", 1, 1},
               {tenth + "/hour=01/a", 1, 1},
               {tenth + "/hour=02/a", 1, 1},
               {eleventh + "/a", 1, 1},
               {"a", 1, 1},
               {"year=2025/month=03/day=10.gz", 1, 1},
               {"year=2025/x", 1, 1},
               {"z", 1, 1}});
  const auto paths = [&](const std::string& day) {
    Strings all;
    std::string after;
    while (true) {
      const std::vector<KnownFile> page = ledger_->raw_files().Known(day, after, 2);
      for (const KnownFile& file : page) all.push_back(file.path);
      if (page.size() < 2) return all;
      after = page.back().path;
    }
  };
  EXPECT_EQ(paths(tenth), (Strings{tenth + "/hour=01/a", tenth + "/hour=01/b", tenth + "/hour=02/a"}));
  EXPECT_EQ(paths(eleventh), Strings{eleventh + "/a"});
  EXPECT_EQ(paths("year=2025/month=03/day=1"), Strings{});
  EXPECT_EQ(paths(""), (Strings{"a", "year=2025/month=03/day=10.gz", "year=2025/x", "z"}));

  std::vector<LedgerFile> page = ledger_->raw_files().OfJob("j1", "", 5);
  ASSERT_EQ(page.size(), 5U);
  EXPECT_EQ(page[0].path, "a");
  page = ledger_->raw_files().OfJob("j1", page.back().path, 5);
  ASSERT_EQ(page.size(), 3U);
  EXPECT_EQ(page[2].path, "z");
  EXPECT_TRUE(ledger_->raw_files().OfJob("none", "", 5).empty());
}

TEST_P(LedgerContract, FileThatAJobGivesBackIsFree) {
  Begin("one", {{"a", 1, 2}, {"b", 1, 2}});
  const Strings unread = {"a", "unknown"};
  ledger_->raw_files().GiveBack({"one"}, unread);
  Finish("one");
  EXPECT_EQ(Files(), Strings{"b:1:2:one:committed"});
  Begin("two", {{"a", 1, 2}});
  EXPECT_EQ(Files(), (Strings{"a:1:2:two:running", "b:1:2:one:committed"}));
}

TEST_P(LedgerContract, KeepsWhatFilesHeldAndWhichChangesWereTold) {
  Begin("one", {{"a", 1, 2}, {"b", 3, 4}});
  const std::vector<FileContent> contents = {{"a", "xxh3:aa"}, {"b", "etag:bb"}};
  ledger_->raw_files().NoteContents({"one"}, contents);
  Finish("one");
  ledger_->raw_files().NoteTouched("a", 20);
  ledger_->raw_files().NoteChangeTold({"b", 30, 40});
  const std::vector<KnownFile> files = ledger_->raw_files().Known("", "", 10);
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].content, "xxh3:aa");
  EXPECT_EQ(files[0].modified_ns, 20);
  EXPECT_EQ(files[0].told_size, -1);
  EXPECT_EQ(files[1].content, "etag:bb");
  EXPECT_EQ(files[1].modified_ns, 4);
  EXPECT_EQ(files[1].told_size, 30);
  EXPECT_EQ(files[1].told_modified_ns, 40);
}

TEST_P(LedgerContract, NotesTellWhatWorkersAreReading) {
  Begin("one", {{"a", 1, 2}, {"b", 3, 4}, {"c", 5, 6}});
  FailingFileStore& failing = ledger_->failing_files();
  const Strings first = {"a"};
  const Strings second = {"c", "b"};
  failing.NoteReading({"one"}, 0, first);
  failing.NoteReading({"one"}, 1, first);
  failing.NoteReading({"one"}, 1, second);
  const auto names = [&](std::string_view job) {
    Strings found;
    // As the next process sees it.
    for (const LedgerFile& file : made_->Open()->failing_files().BeingRead(job)) {
      found.push_back(file.path + ":" + std::to_string(file.size) + ":" + std::to_string(file.modified_ns));
    }
    return found;
  };
  EXPECT_EQ(names("one"), (Strings{"a:1:2", "b:3:4", "c:5:6"}));
  EXPECT_TRUE(names("two").empty());
  failing.ForgetReading({"one"});
  EXPECT_TRUE(names("one").empty());
}

TEST_P(LedgerContract, FailuresAreCountedOncePerJob) {
  for (const char* job : {"1", "2", "3", "4", "5"}) ledger_->jobs().Begin(Job(job));
  FailingFileStore& failing = ledger_->failing_files();
  EXPECT_EQ(failing.Record({"1"}, {"b", 10, 20}, "no right", 5), 1);
  EXPECT_EQ(failing.Record({"1"}, {"b", 10, 20}, "no right", 6), 1);
  EXPECT_EQ(failing.Record({"1"}, {"a", 1, 2}, "x", 6), 1);
  EXPECT_EQ(failing.Record({"2"}, {"b", 11, 20}, "it grew", 7), 2);
  EXPECT_FALSE(failing.All()[1].quarantined());
  EXPECT_EQ(failing.Record({"3"}, {"b", 12, 20}, "it grew", 8), 3);
  ASSERT_EQ(failing.All().size(), 2U);
  EXPECT_EQ(failing.All()[0].path, "a");
  const FailingFile file = failing.All()[1];
  EXPECT_EQ(file.size, 12U);
  EXPECT_EQ(file.failed_ns, 8);
  EXPECT_EQ(file.reason, "it grew");
  EXPECT_TRUE(file.quarantined());
  EXPECT_EQ(failing.Record({"4"}, {"b", 12, 20}, "x", 9), 4);
  EXPECT_EQ(failing.Record({"5"}, {"b", 13, 20}, "x", 9), 1) << "a quarantined file that has changed begins anew";
  EXPECT_TRUE(failing.Free("b"));
  EXPECT_FALSE(failing.Free("b"));
  EXPECT_EQ(failing.All().size(), 1U);
  failing.Forget("a");
  EXPECT_TRUE(failing.All().empty());
}

// A process may die after the commit and before Forget.
TEST_P(LedgerContract, AFailureEndsWithTheCommitOfALaterJobThatReadTheFile) {
  for (const char* job : {"1", "2", "3", "4"}) ledger_->jobs().Begin(Job(job));
  FailingFileStore& failing = ledger_->failing_files();
  const std::vector<LedgerFile> file = {{"a", 10, 20}};
  const auto count = [&] { return failing.All().size(); };
  EXPECT_EQ(failing.Record({"1"}, file[0], "killed", 5), 1);
  EXPECT_EQ(failing.Record({"2"}, file[0], "killed", 6), 2);
  for (const char* job : {"1", "2"}) ledger_->jobs().Release({job}, JobState::kAbandoned, "killed", 7);
  ledger_->raw_files().Claim({"3"}, file);
  EXPECT_EQ(count(), 1U) << "not read yet";
  ledger_->jobs().BeginPublish({"3"}, "{}");
  ledger_->jobs().Commit({"3"}, 8);
  EXPECT_EQ(count(), 0U);
  EXPECT_EQ(failing.Record({"4"}, file[0], "it grew", 9), 1) << "the count begins anew";
  EXPECT_EQ(count(), 1U);
}

TEST_P(LedgerContract, ListingsOfARawDirectoryAreKeptInOrderAndByPages) {
  using Days = std::vector<DayListing>;
  ListingStore& listings = ledger_->listings();
  EXPECT_EQ(listings.LastFull("/raw"), 0);
  EXPECT_EQ(listings.Days("/raw", "", 10), Days{});
  const DayListing first{.folder = "year=2025/month=03/day=10", .quiet_since_ns = 5, .finished_ns = 0};
  const DayListing second{.folder = "year=2025/month=03/day=11", .quiet_since_ns = -6, .finished_ns = 7};
  const DayListing loose{.folder = "year=2025/month=03", .quiet_since_ns = 1, .finished_ns = 2};
  listings.Save("/raw", Days{second, first, loose});
  listings.Save("s3://bucket/raw", Days{first});
  listings.SaveFull("/raw", 8);
  EXPECT_EQ(listings.Days("/raw", "", 10), (Days{loose, first, second}));
  EXPECT_EQ(listings.Days("/raw", "", 2), (Days{loose, first}));
  EXPECT_EQ(listings.Days("/raw", first.folder, 2), Days{second});
  EXPECT_EQ(listings.LastFull("s3://bucket/raw"), 0) << "another directory";

  DayListing changed = first;
  changed.finished_ns = 9;
  listings.Save("/raw", Days{changed});
  listings.Forget("/raw", Strings{loose.folder, "year=1999"});
  listings.SaveFull("/raw", 7);
  const auto other = made_->Open();
  EXPECT_EQ(other->listings().Days("/raw", "", 10), (Days{changed, second}));
  EXPECT_EQ(other->listings().Days("s3://bucket/raw", "", 10), Days{first});
  EXPECT_EQ(other->listings().LastFull("/raw"), 7);
}

}  // namespace millrace
