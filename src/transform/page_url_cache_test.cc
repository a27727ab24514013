#include "transform/page_url_cache.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(PageUrlCache, GivesThePartsOfAUrlOnceParsed) {
  PageUrlCache cache;
  const PageUrl& page = cache.Get("https://shop.example/a%20b?x=1&x=2&y");
  EXPECT_EQ(page.path, "/a b");
  EXPECT_EQ(page.host, "shop.example");
  ASSERT_EQ(page.query.size(), 2u);
  EXPECT_EQ(page.query[0].second, "1,2");
  EXPECT_EQ(&page, &cache.Get("https://shop.example/a%20b?x=1&x=2&y"));
}

TEST(PageUrlCache, WhatIsNoUrlHasNoParts) {
  PageUrlCache cache;
  EXPECT_FALSE(cache.Get("").has_path);
  EXPECT_FALSE(cache.Get("mailto:a@b.c").has_host);
}

TEST(PageUrlCache, ForgetsBeyondItsBudgetOnlyWhenAsked) {
  PageUrlCache cache;
  const PageUrl* first = &cache.Get("https://a.example/first");
  for (int i = 0; i < 20'000; ++i) cache.Get("https://a.example/" + std::string(100, 'x') + std::to_string(i));
  EXPECT_EQ(first->path, "/first");
  cache.Trim();
  EXPECT_EQ(cache.Get("https://a.example/first").path, "/first");
}

}  // namespace
}  // namespace millrace
