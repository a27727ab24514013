#include "project/metadata_details.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace millrace {
namespace {

TEST(MetadataDetailsTest, LongListsLoseTheirLastElements) {
  FoundName name{.name = "size", .types = {{.type = "text", .count = 7, .first_day = 1, .last_day = 2}}};
  for (int i = 0; i < 1'000; ++i) name.related.push_back("event " + std::to_string(i) + std::string(200, 'x'));
  for (int i = 0; i < 50; ++i) name.values.push_back({.type = "text", .value = std::to_string(i), .count = 50 - i});
  const std::string details = MetadataDetails(name);
  EXPECT_LE(details.size(), kMostMetadataOfName);
  EXPECT_GT(details.size(), kMostMetadataOfName / 4);
  FoundName read;
  ReadMetadataDetails(details, read);
  EXPECT_EQ(read.types.size(), 1U);
  EXPECT_EQ(read.values.size(), 50U) << "they were not what was long";
  ASSERT_FALSE(read.related.empty());
  EXPECT_EQ(read.related[0], name.related[0]);
  read = {};
  ReadMetadataDetails(MetadataDetails(name, 1), read);
  EXPECT_TRUE(read.related.empty());
  EXPECT_TRUE(read.values.empty());
  EXPECT_EQ(read.types.size(), 1U);
}

TEST(MetadataDetailsTest, AKindKeepsItsMostFrequentNames) {
  std::vector<MetadataEntry> entries;
  for (const char* name : {"a", "long name", "b", "c", "d"}) {
    MetadataEntry& entry = entries.emplace_back();
    entry.app = "shop";
    entry.name = name;
    entry.details = "12345";
  }
  BoundMetadata(entries, 8, 13);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].name, "a");
  EXPECT_EQ(entries[1].name, "b");
}

MetadataName NameWithEverything() {
  MetadataName name{.app = "shop", .description = "How much", .found = {}};
  name.found.category = "event";
  name.found.name = "price";
  name.found.count = 12;
  name.found.latest_count = 3;
  name.found.first_day = 20'000;
  name.found.last_day = 20'001;
  name.found.types = {{.type = "number", .count = 10, .first_day = 20'000, .last_day = 20'001},
                      {.type = "", .count = 2, .first_day = {}, .last_day = {}}};
  name.found.platforms = {"Web"};
  name.found.sdk_names = {"js"};
  name.found.related = {"buy"};
  name.found.values = {{.type = "number", .value = "9.90", .count = 4, .is_truncated = true}};
  return name;
}

TEST(MetadataDetailsTest, WhatTheLedgerKeepsIsReadAgain) {
  const MetadataName name = NameWithEverything();
  FoundName read;
  ReadMetadataDetails(MetadataDetails(name.found), read);
  EXPECT_EQ(MetadataDetails(read), MetadataDetails(name.found));
  EXPECT_EQ(read.latest_count, 3);
  ASSERT_EQ(read.types.size(), 2U);
  EXPECT_EQ(read.types[0].first_day, 20'000);
  EXPECT_EQ(read.types[1].type, "");
  EXPECT_FALSE(read.types[1].last_day);
  ASSERT_EQ(read.values.size(), 1U);
  EXPECT_TRUE(read.values[0].is_truncated);
}

TEST(MetadataDetailsTest, WhatEarlierVersionsKeptIsReadAgain) {
  FoundName read;
  ReadMetadataDetails(
      R"({"latest_count":1,"types":[{"type":"","count":2,"first_day":20000}],"platforms":[],"sdk_names":[],)"
      R"("sdk_versions":[],"related":[],"values":[]})",
      read);
  ASSERT_EQ(read.types.size(), 1U);
  EXPECT_EQ(read.types[0].first_day, 20'000);
  EXPECT_FALSE(read.types[0].last_day);
  EXPECT_THROW(ReadMetadataDetails(R"({"latest_count":1})", read), SystemError);
  EXPECT_THROW(ReadMetadataDetails("{", read), SystemError);
}

TEST(MetadataDetailsTest, ListsAreBrief) {
  const MetadataName name = NameWithEverything();
  const std::string common =
      R"({"app":"shop","category":"event","name":"price","description":"How much","count":12,"latest_count":3,)"
      R"("first_day":"2024-10-04","last_day":"2024-10-05","drifts":true,"types":[)"
      R"({"type":"number","count":10,"first_day":"2024-10-04","last_day":"2024-10-05"},)"
      R"({"type":null,"count":2,"first_day":null,"last_day":null}],"platforms":["Web"])";
  EXPECT_EQ(MetadataNameJson(name, /*is_brief=*/true), common + "}");
  EXPECT_EQ(MetadataNameJson(name), common + R"(,"sdk_names":["js"],"sdk_versions":[],"related":["buy"],"values":[)"
                                             R"({"value":"9.90","type":"number","count":4,"truncated":true}]})");
}

}  // namespace
}  // namespace millrace
