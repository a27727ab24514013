#include "enrich/lookup_cache.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(LookupCache, FindsWhatWasInserted) {
  LookupCache<int> cache(1 << 20);
  EXPECT_EQ(cache.Find("a").value, nullptr);
  auto inserted = cache.Insert("a", 1, 0);
  EXPECT_EQ(*inserted.value, 1);
  EXPECT_EQ(inserted.key, "a");
  auto found = cache.Find("a");
  EXPECT_EQ(found.value, inserted.value);
  EXPECT_EQ(found.key.data(), inserted.key.data());
  cache.Insert(std::string_view("a\0b", 3), 2, 0);
  EXPECT_EQ(*cache.Find(std::string_view("a\0b", 3)).value, 2);
  EXPECT_EQ(*cache.Find("a").value, 1);
}

TEST(LookupCache, StaysWithinItsBytesAndKeepsWhatIsUsed) {
  LookupCache<int> cache(100 * 1000);
  cache.Insert("used", 7, 100);
  for (int i = 0; i < 10000; ++i) {
    std::string key = "key" + std::to_string(i);
    cache.Insert(key, i, 400);
    auto used = cache.Find("used");
    ASSERT_NE(used.value, nullptr) << i;
    ASSERT_EQ(*used.value, 7);
    ASSERT_LT(cache.size(), 250u);
  }
  EXPECT_EQ(cache.Find("key0").value, nullptr);
  EXPECT_EQ(*cache.Find("key9999").value, 9999);
}

TEST(LookupCache, AnEntryLargerThanTheCacheLivesUntilTheNext) {
  LookupCache<int> cache(1000);
  cache.Insert(std::string(5000, 'x'), 1, 0);
  EXPECT_NE(cache.Find(std::string(5000, 'x')).value, nullptr);
  cache.Insert("b", 2, 5000);
  cache.Insert("c", 3, 5000);
  EXPECT_EQ(cache.Find(std::string(5000, 'x')).value, nullptr);
  EXPECT_LE(cache.size(), 2u);
}

}  // namespace
}  // namespace millrace
