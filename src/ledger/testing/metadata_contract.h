// Tests that every implementation of MetadataStore and ExpiryStore must pass; ledger_contract.h includes this.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "ledger/testing/ledger_fixture.h"

namespace millrace {

inline MetadataEntry Found(MetadataKind kind, const std::string& name, int64_t count,
                           const std::string& category = "") {
  return {.kind = kind,
          .app = {},
          .category = category,
          .name = name,
          .count = count,
          .first_day = 20'000,
          .last_day = 20'001,
          .details = "{}",
          .description = {}};
}

inline std::vector<std::string> NamesOf(const std::vector<MetadataEntry>& entries) {
  std::vector<std::string> names;
  for (const MetadataEntry& entry : entries) names.push_back(entry.app + ":" + entry.category + ":" + entry.name);
  return names;
}

TEST_P(LedgerContract, EntriesOfAScanAreSeenOnceItIsFinished) {
  using Names = std::vector<std::string>;
  MetadataStore& metadata = ledger_->metadata();
  metadata.Write("shop", 1, std::vector{Found(MetadataKind::kEvent, "buy", 3), Found(MetadataKind::kEvent, "see", 9)},
                 0);
  metadata.Write("shop", 1, std::vector{Found(MetadataKind::kParameter, "buy", 3, "event")}, 0);
  EXPECT_TRUE(metadata.Entries(MetadataKind::kEvent, "").empty());
  EXPECT_TRUE(metadata.Scans().empty());
  metadata.Finish({.app = "shop", .scan = 1, .finished_ns = 5, .load_mark = "m", .top_values = 20}, 0);
  EXPECT_EQ(NamesOf(metadata.Entries(MetadataKind::kEvent, "")), (Names{"shop::see", "shop::buy"}));
  EXPECT_EQ(NamesOf(metadata.Entries(MetadataKind::kEvent, "buy")), Names{"shop::buy"});
  EXPECT_EQ(NamesOf(made_->Open()->metadata().Entries(MetadataKind::kParameter, "")), Names{"shop:event:buy"});

  // A scan that died has left an entry; the next one replaces everything of its app, and of no other.
  metadata.Write("shop", 2, std::vector{Found(MetadataKind::kEvent, "lost", 1)}, 0);
  metadata.Write("blog", 3, std::vector{Found(MetadataKind::kEvent, "read", 4)}, 0);
  metadata.Finish({.app = "blog", .scan = 3, .finished_ns = 6, .load_mark = "", .top_values = 20}, 0);
  metadata.Write("shop", 4, std::vector{Found(MetadataKind::kEvent, "see", 2)}, 0);
  metadata.Finish({.app = "shop", .scan = 4, .finished_ns = 7, .load_mark = "n", .top_values = 5}, 0);
  EXPECT_EQ(NamesOf(metadata.Entries(MetadataKind::kEvent, "")), (Names{"blog::read", "shop::see"}));
  ASSERT_EQ(metadata.Scans().size(), 2U);
  EXPECT_EQ(metadata.Scans()[1].load_mark, "n");
  EXPECT_EQ(metadata.Scans()[1].top_values, 5);
}

TEST_P(LedgerContract, NamesAreFoundByTheirTextOrDescription) {
  using Names = std::vector<std::string>;
  MetadataStore& metadata = ledger_->metadata();
  for (const char* app : {"shop", "blog"}) {
    metadata.Write(app, 1,
                   std::vector{Found(MetadataKind::kEvent, "Page_view", 9), Found(MetadataKind::kEvent, "buy", 5),
                               Found(MetadataKind::kEvent, "100%", 1)},
                   0);
    metadata.Finish({.app = app, .scan = 1, .finished_ns = 5, .load_mark = "", .top_values = 20}, 0);
  }
  metadata.Describe("shop", MetadataKind::kEvent, "buy", "Left the page of the basket");
  const auto search = [&](const std::string& text, size_t offset = 0, size_t limit = 10) {
    return NamesOf(metadata.Search({.kind = MetadataKind::kEvent, .app = "shop", .search = text}, offset, limit));
  };
  EXPECT_EQ(search(""), (Names{"shop::Page_view", "shop::buy", "shop::100%"}));
  EXPECT_EQ(search("", 1, 1), Names{"shop::buy"});
  EXPECT_EQ(search("PAGE"), (Names{"shop::Page_view", "shop::buy"}));
  EXPECT_EQ(search("%"), Names{"shop::100%"}) << "a plain text";
  EXPECT_EQ(metadata.Count({.kind = MetadataKind::kEvent, .app = "shop", .search = "page"}), 2U);
  EXPECT_EQ(metadata.Count({.kind = MetadataKind::kParameter, .app = "shop"}), 0U);
}

TEST_P(LedgerContract, DescriptionsSurviveScans) {
  MetadataStore& metadata = ledger_->metadata();
  const auto scan = [&](int64_t number) {
    metadata.Write("shop", number, std::vector{Found(MetadataKind::kEvent, "buy", 3)}, 0);
    metadata.Finish({.app = "shop", .scan = number, .finished_ns = 5, .load_mark = "", .top_values = 20}, 0);
  };
  const auto description = [&] { return metadata.Entries(MetadataKind::kEvent, "buy").at(0).description; };
  scan(1);
  EXPECT_EQ(description(), "");
  metadata.Describe("shop", MetadataKind::kEvent, "buy", "An order was paid.");
  metadata.Describe("blog", MetadataKind::kEvent, "buy", "Of another app.");
  scan(2);
  EXPECT_EQ(description(), "An order was paid.");
  metadata.Describe("shop", MetadataKind::kEvent, "buy", "");
  EXPECT_EQ(description(), "");
}

TEST_P(LedgerContract, TheNewestExpiryIsKept) {
  ExpiryStore& expiries = ledger_->expiries();
  EXPECT_FALSE(expiries.Last());
  expiries.Save({.finished_ns = 1, .load_mark = "a", .settings = "365"}, 0);
  expiries.Save({.finished_ns = 2, .load_mark = "b", .settings = "30"}, 0);
  EXPECT_EQ(made_->Open()->expiries().Last()->load_mark, "b");
  EXPECT_EQ(expiries.Last()->settings, "30");
}

TEST_P(LedgerContract, EveryLoadChangesTheMark) {
  LoadItemStore& items = ledger_->load_items();
  const std::string none = items.LoadMark();
  const std::vector<std::string> files = {"a", "b"};
  items.Register(std::vector{LoadItem{.path = "a", .table = "event_v2", .app = "shop", .version = {}},
                             LoadItem{.path = "b", .table = "event_v2", .app = "shop", .version = {}}});
  EXPECT_EQ(items.LoadMark(), none);
  items.Claim("l1", std::vector{files[0]}, 0);
  items.Finish("l1", {.finished_ns = 7}, 0);
  const std::string first = items.LoadMark();
  EXPECT_NE(first, none);
  items.Claim("l2", std::vector{files[1]}, 0);
  items.Finish("l2", {.finished_ns = 8}, 0);
  EXPECT_NE(items.LoadMark(), first);
}

}  // namespace millrace
