#include "transform/item_list.h"

#include <gtest/gtest.h>

#include "transform/testing/client_fixture.h"

namespace millrace {
namespace {

// Items in words; those that lie packed must say the same as those in rows.
std::vector<std::string> Described(const ItemList& items) {
  std::vector<std::string> out;
  items.ForEach([&](const ItemRow& item) {
    std::string& text = out.emplace_back();
    for (const NullableText each : item.text) text += each.data() == nullptr ? "-," : std::string(each) + ",";
    text += item.price ? std::to_string(*item.price) : "-";
    text += item.quantity ? std::to_string(*item.quantity) : "-";
    for (const CustomParameter& parameter : item.custom) {
      text += "," + std::string(parameter.key) + "=" + std::string(parameter.value);
    }
    text += item.custom_json;
  });
  return out;
}

TEST(ItemList, ItemsBeyondTheFirstAreKeptPacked) {
  for (const bool gtm : {false, true}) {
    const std::string item =
        gtm ? R"({"item_id":"sku","item_name":"Mug","price":9.5,"quantity":2,"x":{"a":1},"y":null},{"item_id":"b"})"
            : R"({"id":"sku","name":"Mug","price":9.5,"quantity":2,"x":{"a":1},"y":null},{"id":"b"})";
    std::string items = item;
    for (int i = 1; i < 200; ++i) items += (i == 150 ? R"(,{"name":"without"})" : "") + ("," + item);
    const std::string event = gtm ? R"({"event_name":"a","client_id":"c","currency":"EUR")"
                                  : R"({"event_type":"a","event_id":"e","app_id":"shop","timestamp":1726000000000,)"
                                    R"("unique_id":"u")";
    const TransformedRequest request(gtm ? kClientGtm : kClientClickstream, event + R"(,"items":[)" + items + "]}");
    const ItemList& list = request[0].items;
    const auto all = Described(list);
    ASSERT_EQ(list.size(), 400u);
    EXPECT_EQ(request[0].items_without_id, 1u);
    ASSERT_EQ(all.size(), 400u);
    EXPECT_NE(all[0], all[1]);
    EXPECT_NE(all[0].find(gtm ? "EUR" : "Mug"), std::string::npos);
    for (size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], all[i % 2]);
  }
}

// What is quadratic takes minutes here, and what keeps a row for each an uncomfortable part of the memory.
TEST(ItemList, ManyItemsAttributesAndPropertiesAreLinear) {
  std::string items;
  std::string attributes;
  std::string user;
  for (int i = 0; i < 300'000; ++i) {
    items += (i > 0 ? R"(,{"id":"i)" : R"({"id":"i)") + std::to_string(i) + "\"}";
    attributes += (i > 0 ? ",\"a" : "\"a") + std::to_string(i) + "\":1";
    user += (i > 0 ? ",\"u" : "\"u") + std::to_string(i) + "\":1";
  }
  const TransformedRequest request(
      kClientClickstream, R"([{"event_type":"_profile_set","event_id":"e","app_id":"shop","timestamp":1726000000000,)"
                          R"("unique_id":"u","items":[)" +
                              items + R"(],"attributes":{)" + attributes + R"(},"user":{)" + user + "}," + attributes +
                              "}]");
  ASSERT_TRUE(request.ok);
  EXPECT_EQ(request.Reason(), "");
  EXPECT_EQ(request[0].items.size(), 300'000u);
  EXPECT_EQ(request[0].user_properties.size(), 300'000u);
  EXPECT_EQ(request[0].custom.size() + request[0].custom.left_out(), 300'000u + 300'000u - 131'072u);
}

}  // namespace
}  // namespace millrace
