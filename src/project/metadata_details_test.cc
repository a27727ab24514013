#include "project/metadata_details.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(MetadataDetails, LongListsLoseTheirLastElements) {
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

TEST(MetadataDetails, AKindKeepsItsMostFrequentNames) {
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

}  // namespace
}  // namespace millrace
