#include "plugin/enrichment_order.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace millrace {
namespace {

using TextList = std::vector<std::string>;

// What is wrong with `names`, where `x` and `y` read and set these columns.
std::string ErrorOf(const TextList& names, const TextList& reads, const TextList& sets) {
  const EnrichmentContract x = MakeEnrichmentContract("x", reads, sets, false);
  const EnrichmentContract y = MakeEnrichmentContract("y", TextList{"platform"}, TextList{"app_title"}, false);
  std::vector<const EnrichmentContract*> plugins;
  for (const std::string& name : names) {
    if (name == "x") plugins.push_back(&x);
    if (name == "y") plugins.push_back(&y);
  }
  try {
    CheckEnrichmentOrder(names, plugins);
  } catch (const UserError& error) {
    return error.what();
  }
  return "none";
}

TEST(EnrichmentOrder, BehindTheBuiltInOnesEverythingGoes) {
  const TextList names = {"traffic_source", "ip", "user_agent", "x", "y"};
  EXPECT_EQ(ErrorOf(names, {"geo_city", "traffic_source_source"}, {"geo_country", "page_view_page_url"}), "none");
}

TEST(EnrichmentOrder, BeforeThemWhatCannotBeSeen) {
  const TextList names = {"y", "x", "ip", "traffic_source", "user_agent"};
  EXPECT_EQ(ErrorOf(names, {"page_view_page_url", "platform"}, {"geo_sub_continent", "custom.a", "reject"}), "none");
  EXPECT_EQ(ErrorOf({}, {"platform"}, {"app_title"}), "none");
}

TEST(EnrichmentOrder, BeforeThemWhatCouldBeSeenIsRefused) {
  const std::string why = ", which is asked before any plug-in";
  EXPECT_EQ(ErrorOf({"y", "x", "ip"}, {"geo_city"}, {"reject"}),
            "processing.enrichments: plug-in `x` reads `geo_city`, so it must stand behind `ip`" + why);
  EXPECT_EQ(
      ErrorOf({"ip", "x", "user_agent"}, {"geo_city"}, {"device_mobile_brand_name"}),
      "processing.enrichments: plug-in `x` sets `device_mobile_brand_name`, so it must stand behind `user_agent`" +
          why);
  EXPECT_EQ(
      ErrorOf({"x", "traffic_source"}, {"page_view_page_url"}, {"page_view_page_url"}),
      "processing.enrichments: plug-in `x` sets `page_view_page_url`, so it must stand behind `traffic_source`" + why);
  EXPECT_EQ(
      ErrorOf({"x", "traffic_source"}, {"platform"}, {"traffic_source_medium"}),
      "processing.enrichments: plug-in `x` sets `traffic_source_medium`, so it must stand behind `traffic_source`" +
          why);
  // The same plug-in with the built-in one switched off.
  EXPECT_EQ(ErrorOf({"x", "ip"}, {"platform"}, {"traffic_source_medium"}), "none");
}

}  // namespace
}  // namespace millrace
