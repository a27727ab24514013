#include "plugin/enrichment_order.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

using TextList = std::vector<std::string>;

// Which of `names` run on batches if `x` reads and sets these columns and `y` others.
TextList OnBatches(const TextList& names, const TextList& reads, const TextList& sets) {
  const EnrichmentContract x = MakeEnrichmentContract("x", reads, sets, false);
  const EnrichmentContract y = MakeEnrichmentContract("y", TextList{"platform"}, TextList{"app_title"}, false);
  std::vector<const EnrichmentContract*> plugins;
  for (const std::string& name : names) {
    if (name == "x") plugins.push_back(&x);
    if (name == "y") plugins.push_back(&y);
  }
  return BuiltInsOnBatches(names, plugins);
}

TEST(EnrichmentOrder, BeforeAnyPlugInTheyAreAskedWhileRowsAreMade) {
  const TextList names = {"traffic_source", "ip", "user_agent", "x", "y"};
  EXPECT_EQ(OnBatches(names, {"geo_city", "traffic_source_source"}, {"geo_country", "page_view_page_url"}), TextList{});
}

TEST(EnrichmentOrder, BehindOneThatCannotTellToo) {
  const TextList names = {"y", "x", "ip", "traffic_source", "user_agent"};
  EXPECT_EQ(
      OnBatches(names, {"page_view_page_url", "platform", "request_ip"}, {"geo_sub_continent", "custom.a", "reject"}),
      TextList{});
  EXPECT_EQ(OnBatches({}, {"platform"}, {"app_title"}), TextList{});
}

TEST(EnrichmentOrder, BehindOneThatCouldTellTheyTakeTheirTurn) {
  const TextList names = {"y", "x", "ip", "user_agent", "traffic_source"};
  EXPECT_EQ(OnBatches(names, {"geo_city"}, {"reject"}), TextList{"ip"});
  EXPECT_EQ(OnBatches(names, {"geo_sub_continent"}, {"device_mobile_brand_name"}), TextList{"user_agent"});
  EXPECT_EQ(OnBatches(names, {"page_view_page_url"}, {"page_view_page_url"}), TextList{"traffic_source"});
  EXPECT_EQ(OnBatches(names, {"platform"}, {"traffic_source_medium", "geo_city"}), (TextList{"ip", "traffic_source"}));
  EXPECT_EQ(OnBatches({"ip", "x"}, {"geo_city"}, {"geo_city"}), TextList{});
}

}  // namespace
}  // namespace millrace
