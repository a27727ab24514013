// An event means the same alone and behind others, whatever they share.
#include "transform/repeated_fields.h"

#include <random>

#include <gtest/gtest.h>

#include "transform/testing/client_fixture.h"

namespace millrace {
namespace {

// The events of each text on its own must be those of all texts in one payload; all are well-formed or the whole is
// not.
void ExpectSameTogether(const std::vector<std::string>& texts) {
  std::vector<std::string> alone;
  std::vector<std::string> together;
  bool all_ok = true;
  size_t forgiven = 0;
  std::string joined;
  for (const std::string& text : texts) {
    const TransformedRequest one("clickstream", "[" + text + "]");
    all_ok = all_ok && one.ok;
    for (size_t i = 0; i < one.bundle.size; ++i) alone.push_back(Described(one[i]));
    forgiven += one.bundle.lenient_fields.size();
    joined += joined.empty() ? "[" : ",";
    joined += text;
  }
  const TransformedRequest all("clickstream", joined + "]");
  ASSERT_EQ(all.ok, all_ok) << joined;
  if (!all_ok) return;
  for (size_t i = 0; i < all.bundle.size; ++i) together.push_back(Described(all[i]));
  EXPECT_EQ(together, alone) << joined;
  EXPECT_EQ(all.bundle.lenient_fields.size(), forgiven) << joined;
}

std::string ClickEvent(const std::string& more) {
  return R"({"event_id":"e","app_id":"shop","timestamp":1726000000000,"unique_id":"u","event_type":"click")" + more +
         "}";
}

TEST(RepeatedFields, AreWhatTheyWereBefore) {
  const std::string shared =
      R"(,"platform":"Web","screen_width":10,"zone_offset":3600000,"event_value":1.5,"x":"\u00e9","y":[1,{"z":2}],)"
      R"("items":[],"user":{"_user_id":{"value":"id","set_timestamp":1},"_user_first_touch_timestamp":{"value":7},"age":3},"attributes":{"_session_id":"s",)"
      R"("_session_number":3,"_page_url":"https://a.example/?b=c","theme":"dark"})";
  const std::vector<std::string> events = {ClickEvent(shared), ClickEvent(shared), ClickEvent(shared)};
  ExpectSameTogether(events);
  const TransformedRequest all("clickstream", "[" + events[0] + "," + events[1] + "," + events[2] + "]");
  EXPECT_EQ(all[2].Int(EventColumn::device_screen_width), 10);
  EXPECT_EQ(all[2].Text(EventColumn::user_id), "id");
  EXPECT_EQ(all[2].Int(EventColumn::user_first_touch_time_msec), 7);
  EXPECT_EQ(all.Custom(2), R"({"x":"é","y":[1,{"z":2}],"theme":"dark"})");
}

TEST(RepeatedFields, EndWhereTextsDiffer) {
  // One number goes on where the other ended; a field is missing, one is new, one comes twice, one is a fault.
  ExpectSameTogether({ClickEvent(R"(,"a":1,"b":2)"), ClickEvent(R"(,"a":12,"b":2)"), ClickEvent(R"(,"a":1,"b":22)")});
  ExpectSameTogether(
      {ClickEvent(R"(,"a":1,"b":2,"c":3)"), ClickEvent(R"(,"a":1,"c":3)"), ClickEvent(R"(,"a":1,"b":2,"c":3)")});
  ExpectSameTogether({ClickEvent(R"(,"a":1,"a":2)"), ClickEvent(R"(,"a":1)"), ClickEvent(R"(,"a":1,"a":2)")});
  ExpectSameTogether({ClickEvent(R"(,"user":{"n":1},"user":{"n":2})"), ClickEvent(R"(,"user":{"n":1})")});
  ExpectSameTogether({ClickEvent(R"(,"attributes":{"_search_key":"a"},"attributes":{"b":2})"),
                      ClickEvent(R"(,"attributes":{"_search_key":"a"})"), ClickEvent(R"(,"attributes":{"b":2})")});
  ExpectSameTogether(
      {ClickEvent(R"(,"locale":[],"a":1)"), ClickEvent(R"(,"locale":[],"a":1)"), ClickEvent(R"(,"locale":"x","a":1)")});
  ExpectSameTogether({ClickEvent(R"(,"screen_width":"1","a":1)"), ClickEvent(R"(,"screen_width":"1","a":1)")});
  ExpectSameTogether(
      {ClickEvent(R"(,"a":1 , "b":2)"), ClickEvent(R"(,"a":1 ,"b":2)"), ClickEvent(R"(,"a":1 , "b":2 )")});
}

TEST(RepeatedFields, OfATextThatIsNoJson) {
  ExpectSameTogether({ClickEvent(R"(,"a":1,"b":2)"), ClickEvent(R"(,"a":1,}"b":2)")});
  ExpectSameTogether({ClickEvent(R"(,"a":1,"b":2)"), ClickEvent(R"(,"a":1 "b":2)")});
  ExpectSameTogether({ClickEvent(R"(,"a":1, "b":2)"), ClickEvent(R"(,"a":1,x"b":2)")});
  ExpectSameTogether({ClickEvent(R"(,"a":1,"b":2)"), ClickEvent(R"(,"a":1,"b":2)").substr(0, 90)});
}

// An element that is a text with an event in it has a parser of its own.
TEST(RepeatedFields, InTextsOfEvents) {
  std::string quoted;
  for (const char letter : ClickEvent(R"(,"a":1,"b":2)")) {
    if (letter == '"') quoted += '\\';
    quoted += letter;
  }
  const std::string text = "\"" + quoted + "\"";
  ExpectSameTogether({ClickEvent(R"(,"a":1,"b":2)"), text, text, "\"{ no event\"", ClickEvent(R"(,"a":1,"b":2)"), "3"});
}

// The next payload may stand where the last one stood.
TEST(RepeatedFields, EndWithTheirPayload) {
  const auto transformer = MakeTransformer("clickstream", {});
  RawRow row;
  row.ingest_time = kClientTestIngest;
  row.app_id = "shop";
  EventBundle bundle;
  std::string json = "[" + ClickEvent(R"(,"platform":"Web","attributes":{"_page_title":"a%20b"})") + "]";
  const size_t size = json.size();
  json.append(kJsonPadding, ' ');
  const std::string_view payload = std::string_view(json).substr(0, size);
  std::string error;
  ASSERT_TRUE(transformer->Transform(row, payload, bundle, error));
  json.replace(json.find("Web"), 3, "iOS");
  json.replace(json.find("a%20b"), 5, "c%20d");
  ASSERT_TRUE(transformer->Transform(row, payload, bundle, error));
  EXPECT_EQ(bundle.rows[0].Text(EventColumn::platform), "iOS");
  EXPECT_EQ(bundle.rows[0].Text(EventColumn::page_view_page_title), "c d");
}

// Fields of a small world in which everything collides.
std::string RandomField(std::mt19937& random) {
  static constexpr std::string_view kKeys[] = {"platform", "locale", "screen_width", "zone_offset", "a",     "b",
                                               "items",    "user",   "attributes",   "timestamp",   "app_id"};
  static constexpr std::string_view kValues[] = {
      "1",
      "12",
      "\"x\"",
      "\"a\\u0041\"",
      "null",
      "true",
      "[]",
      "{}",
      "1.5",
      "-0",
      "[{\"id\":\"i\"},{}]",
      " 7 ",
      R"({"_user_id":{"value":"v"},"p":1})",
      R"({"_search_key":"s","a":2})",
      R"({"a":1,"_session_number":"4"})",
      R"({"_previous_timestamp":"no","a":1})",
      R"({"_page_url":"https://a.example/p?q=%31","_page_title":"x%20y"})",
      R"({"_page_url":"https://a.example/p?q=%31"})",
      R"({"_page_referrer":"https://b.example/?r","_page_url":"https://a.example/p?q=%31"})",
      R"({"_page_url":"about:x"})",
      "1726000000000"};
  const auto pick = [&](const auto& from) { return std::string(from[random() % std::size(from)]); };
  return "\"" + pick(kKeys) + "\":" + pick(kValues);
}

TEST(RepeatedFields, AtRandom) {
  for (uint32_t seed = 0; seed < 3000; ++seed) {
    std::mt19937 random(seed);
    std::vector<std::string> fields;
    for (int i = 0; i < 8; ++i) fields.push_back(RandomField(random));
    std::vector<std::string> events;
    for (int event = 0; event < 4; ++event) {
      std::string more;
      for (const std::string& field : fields) more += (random() % 8 == 0 ? " , " : ",") + field;
      events.push_back(ClickEvent(more));
      if (random() % 40 == 0) events.back()[random() % events.back().size()] = "\",:{}[1 "[random() % 8];
      const size_t at = random() % fields.size();
      switch (random() % 4) {
        case 0:
          fields[at] = RandomField(random);
          break;
        case 1:
          fields.erase(fields.begin() + static_cast<std::ptrdiff_t>(at));
          fields.push_back(RandomField(random));
          break;
        case 2:
          std::swap(fields[at], fields[0]);
          break;
        default:
          break;
      }
    }
    ExpectSameTogether(events);
    if (HasFailure()) FAIL() << "seed " << seed;
  }
}

}  // namespace
}  // namespace millrace
