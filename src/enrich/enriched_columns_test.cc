#include "enrich/enriched_columns.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace millrace {
namespace {

std::string NamesOf(bool (*has)(std::string_view, EventColumn), std::string_view built_in) {
  std::string names;
  for (size_t i = 0; i < kEventColumnCount; ++i) {
    if (!has(built_in, static_cast<EventColumn>(i))) continue;
    names += std::string(names.empty() ? "" : " ").append(TableOf(TableId::kEvent).columns[i].name);
  }
  return names;
}

TEST(EnrichedColumns, EachEnrichmentSetsItsOwn) {
  EXPECT_EQ(NamesOf(IsSetBy, "ip"), "geo_continent geo_country geo_region geo_metro geo_city");
  for (size_t i = 0; i < kEventColumnCount; ++i) {
    const std::string_view name = TableOf(TableId::kEvent).columns[i].name;
    const auto column = static_cast<EventColumn>(i);
    EXPECT_EQ(IsSetBy("user_agent", column), (name.starts_with("device_ua_")) || name == "device_mobile_brand_name" ||
                                                 name == "device_mobile_model_name")
        << name;
    EXPECT_EQ(IsSetBy("traffic_source", column), name.starts_with("traffic_source_")) << name;
  }
}

TEST(EnrichedColumns, OnlyTheTrafficSourceReadsColumns) {
  EXPECT_EQ(NamesOf(IsReadBy, "ip"), "");
  EXPECT_EQ(NamesOf(IsReadBy, "user_agent"), "");
  EXPECT_EQ(NamesOf(IsReadBy, "traffic_source"),
            "page_view_page_referrer page_view_page_url page_view_hostname page_view_latest_referrer "
            "page_view_latest_referrer_host");
}

}  // namespace
}  // namespace millrace
