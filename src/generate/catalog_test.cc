#include "generate/catalog.h"

#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <simdjson.h>

namespace millrace::generate {
namespace {

TEST(Catalog, AppsMakeHostsAndPackages) {
  const std::vector<std::string> ids{"shop", "shop_web"};
  const Catalog catalog(ids);
  EXPECT_EQ(catalog.app(0).host, "shop.example.com");
  EXPECT_EQ(catalog.app(1).host, "shop-web.example.com");
  EXPECT_EQ(catalog.app(1).package, "com.example.shop_web");
}

TEST(Catalog, PopularProductsAreSeenFarMoreOften) {
  const std::vector<std::string> ids{"shop"};
  const Catalog catalog(ids);
  Random random(3);
  std::map<std::string, int> seen;
  for (int i = 0; i < 200'000; ++i) ++seen[catalog.PickProduct(random).id];
  EXPECT_EQ(seen.size(), 12u * 60);
  EXPECT_NEAR(seen.at("PHO-0001"), 28'000, 2000);  // by Zipf's law for 720 of them
  EXPECT_NEAR(seen.at("SHO-0001"), 14'000, 1500);
}

TEST(Catalog, ProductsAreTheSameInEveryCorpusAndTheirTextsAreJson) {
  const std::vector<std::string> ids{"shop"};
  const Catalog catalog(ids);
  const Catalog again(ids);
  Random random(3);
  Random same(3);
  simdjson::dom::parser parser;
  for (int i = 0; i < 2000; ++i) {
    const Product& product = catalog.PickProduct(random);
    const Product& twin = again.PickProduct(same);
    EXPECT_EQ(product.id, twin.id);
    EXPECT_EQ(product.cents, twin.cents);
    EXPECT_GE(product.cents, 199);
    EXPECT_TRUE(product.slug.starts_with(product.category)) << product.slug;
    const simdjson::padded_string json('"' + product.name + '"');
    EXPECT_EQ(parser.parse(json).error(), simdjson::SUCCESS) << product.name;
  }
}

TEST(Catalog, AThirdComesInFromNowhere) {
  const std::vector<std::string> ids{"shop"};
  const Catalog catalog(ids);
  Random random(3);
  int direct = 0;
  std::set<std::string> referrers;
  for (int i = 0; i < 20'000; ++i) {
    const Landing& landing = catalog.PickLanding(random);
    const bool nothing = *landing.referrer == '\0' && *landing.query == '\0' && *landing.click_id == '\0';
    direct += nothing ? 1 : 0;
    referrers.insert(landing.referrer_host);
    // A host for each external page, and none otherwise.
    EXPECT_EQ(*landing.referrer == '\0', *landing.referrer_host == '\0');
  }
  EXPECT_NEAR(direct, 6600, 600);
  EXPECT_GT(referrers.size(), 20u);
}

}  // namespace
}  // namespace millrace::generate
