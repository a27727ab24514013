// Tests that every implementation of ConsoleDocumentStore must pass; ledger_contract.h includes this.
#pragma once

#include <string>

#include "ledger/testing/ledger_fixture.h"

namespace millrace {

inline ConsoleDocument SomeDocument(const std::string& id, const std::string& title, int64_t version = 0) {
  return {.kind = DocumentKind::kAnalysis,
          .app = "shop",
          .id = id,
          .title = title,
          .body = R"({"kind":"event"})",
          .user = "anna",
          .created_ns = 10,
          .changed_ns = 10 + version,
          .version = version};
}

TEST_P(LedgerContract, DocumentsOfTheConsoleAreKeptByAppAndKind) {
  ConsoleDocumentStore& documents = ledger_->console_documents();
  EXPECT_TRUE(documents.Save(SomeDocument("2", "b")));
  EXPECT_TRUE(documents.Save(SomeDocument("1", "b")));
  EXPECT_TRUE(documents.Save(SomeDocument("3", "a")));
  EXPECT_FALSE(documents.Save(SomeDocument("3", "again"))) << "it is there";
  const auto listed = made_->Open()->console_documents().List("shop", DocumentKind::kAnalysis);
  ASSERT_EQ(listed.size(), 3U);
  EXPECT_EQ(listed[0].id + listed[1].id + listed[2].id, "312");
  EXPECT_EQ(listed[0].title, "a");
  EXPECT_EQ(listed[0].body, R"({"kind":"event"})");
  EXPECT_EQ(listed[0].user, "anna");
  EXPECT_EQ(listed[0].version, 1);
  EXPECT_TRUE(documents.List("other", DocumentKind::kAnalysis).empty());
  EXPECT_TRUE(documents.List("shop", DocumentKind::kBoard).empty());
  EXPECT_TRUE(documents.ListAll(DocumentKind::kBoard).empty());
  EXPECT_EQ(documents.ListAll(DocumentKind::kAnalysis).size(), listed.size());
  EXPECT_EQ(documents.ListAll(DocumentKind::kAnalysis).front().app, "shop");
  EXPECT_TRUE(documents.Remove("shop", DocumentKind::kAnalysis, "3"));
  EXPECT_FALSE(documents.Remove("shop", DocumentKind::kAnalysis, "3"));
  EXPECT_FALSE(documents.Find("shop", DocumentKind::kAnalysis, "3"));
}

TEST_P(LedgerContract, ADocumentIsChangedInTheVersionThatWasRead) {
  ConsoleDocumentStore& documents = ledger_->console_documents();
  EXPECT_FALSE(documents.Save(SomeDocument("1", "new", 1))) << "there is none";
  EXPECT_TRUE(documents.Save(SomeDocument("1", "old")));
  EXPECT_TRUE(documents.Save(SomeDocument("1", "new", 1)));
  EXPECT_FALSE(documents.Save(SomeDocument("1", "newer", 1))) << "somebody changed it meanwhile";
  const auto found = documents.Find("shop", DocumentKind::kAnalysis, "1");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->title, "new");
  EXPECT_EQ(found->version, 2);
  EXPECT_EQ(found->created_ns, 10);
  EXPECT_EQ(found->changed_ns, 11);
}

TEST_P(LedgerContract, TheNewestRunsOfASegmentAreKept) {
  ConsoleDocumentStore& documents = ledger_->console_documents();
  ConsoleDocument segment = SomeDocument("s", "Buyers");
  segment.kind = DocumentKind::kSegment;
  EXPECT_TRUE(documents.Save(segment));
  documents.AddRun({.app = "shop", .segment = "other", .started_ns = 1});
  for (int i = 1; i <= kKeptSegmentRuns + 2; ++i) {
    documents.AddRun({.app = "shop",
                      .segment = "s",
                      .started_ns = i,
                      .finished_ns = i + 1,
                      .is_done = i % 2 == 0,
                      .segment_size = 7,
                      .total_users = 9,
                      .last_day = 20'000,
                      .error = "e"});
  }
  const auto runs = made_->Open()->console_documents().Runs("shop", "s");
  ASSERT_EQ(runs.size(), static_cast<size_t>(kKeptSegmentRuns));
  EXPECT_EQ(runs.front().started_ns, kKeptSegmentRuns + 2);
  EXPECT_EQ(runs.back().started_ns, 3);
  EXPECT_TRUE(runs.front().is_done);
  EXPECT_EQ(runs.front().segment_size + runs.front().total_users + runs.front().last_day, 20'016);
  EXPECT_EQ(runs.front().error, "e");
  EXPECT_TRUE(documents.Remove("shop", DocumentKind::kSegment, "s"));
  EXPECT_TRUE(documents.Runs("shop", "s").empty());
  EXPECT_EQ(documents.Runs("shop", "other").size(), 1U);
}

}  // namespace millrace
