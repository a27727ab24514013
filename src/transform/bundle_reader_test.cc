#include "transform/bundle_reader.h"

#include <gtest/gtest.h>

#include "transform/testing/client_fixture.h"

namespace millrace {
namespace {

std::string Nested(size_t levels) {
  return std::string(levels, '[') + std::string(levels, ']');
}

std::string NumberedEvent(const std::string& more, size_t number = 1) {
  return R"({"event_type":"click","event_id":"e)" + std::to_string(number) +
         R"(","app_id":"shop","timestamp":1726000000000,"unique_id":"u")" + more + "}";
}

// All events of a payload, block by block.
struct AllEvents {
  explicit AllEvents(const std::string& payload, std::string_view client = kClientClickstream)
      : request(client, payload) {
    ok = request.ok;
    do {
      blocks += request.bundle.size > 0;
      largest = std::max(largest, request.bundle.size);
      for (size_t i = 0; i < request.bundle.size; ++i) {
        EXPECT_EQ(request.bundle.first_index + i, described.size());
        described.push_back(Described(request[i]));
        reasons.push_back(request.Reason(i));
        originals.emplace_back(request[i].original);
        ids.emplace_back(request[i].Text(EventColumn::event_id));
      }
    } while (request.transformer->Next(request.bundle));
    EXPECT_FALSE(request.transformer->Next(request.bundle));
  }

  TransformedRequest request;
  bool ok = false;
  size_t blocks = 0;
  size_t largest = 0;
  std::vector<std::string> described;
  std::vector<std::string> reasons;
  std::vector<std::string> originals;
  std::vector<std::string> ids;
};

TEST(BundleReader, ManyElementsComeInBlocksAndAreWhatTheyAreAlone) {
  std::string payload = "[ ";
  std::vector<std::string> expected;
  for (size_t i = 0; i < 700; ++i) {
    std::string event = NumberedEvent(R"(,"screen_width":1440,"attributes":{"theme":"dark","n":)" +
                                          std::to_string(i % 3) + R"(,"o":{"a":[1, 2.0]}},"items":[{"id":"i"}])",
                                      i);
    if (i % 90 == 7) event = "null";
    if (i % 90 == 8) event = R"("{\"a\":1}")";
    if (i == 400) event = NumberedEvent(R"(,"attributes":{"long":")" + std::string(1u << 20, 'x') + "\"}", i);
    payload += (i > 0 ? " ,\n" : "") + event;
    const TransformedRequest alone(kClientClickstream, "[" + event + "]");
    ASSERT_TRUE(alone.ok);
    expected.push_back(Described(alone[0]));
  }
  for (const std::string& text : {payload + " ]", payload + "] []"}) {
    const AllEvents all(text);
    EXPECT_TRUE(all.ok);
    EXPECT_EQ(all.described, expected);
    EXPECT_GT(all.blocks, 5u);
    EXPECT_EQ(all.largest, 128u);
  }
}

TEST(BundleReader, IndexesGoOnFromBlockToBlock) {
  std::string payload = "[";
  for (size_t i = 0; i < 300; ++i) payload += R"({"event_name":"a","client_id":"c"},)";
  payload.back() = ']';
  EXPECT_EQ(AllEvents(payload, kClientGtm).ids.back(), "r1-299-null-x");
}

TEST(BundleReader, NoEventIsGivenBeforeTheWholePayloadIsKnownToBeJson) {
  std::string payload = "[";
  for (size_t i = 0; i < 300; ++i) payload += NumberedEvent("", i) + ",";
  for (const char* end : {"", "]", "{]", "1", R"({"a":tru}])", "\"\xFF\"]", "1]x", "1][1,]"}) {
    const TransformedRequest request(kClientClickstream, payload + end);
    EXPECT_FALSE(request.ok) << end;
    EXPECT_EQ(request.bundle.size, 0u);
    EXPECT_NE(request.error, "");
    EXPECT_TRUE(request.story.empty());
  }
}

TEST(BundleReader, SeveralValuesAreOneList) {
  for (const std::string_view client : {kClientClickstream, kClientGtm, kClientSensors}) {
    EXPECT_EQ(AllEvents(R"({"a":1}{"b":2})", client).originals, (std::vector<std::string>{R"({"a":1})", R"({"b":2})"}));
    EXPECT_EQ(AllEvents(R"([1 , "x"][] [{"b":2}]  {"c":[3]} true)", client).originals,
              (std::vector<std::string>{"1", "\"x\"", R"({"b":2})", R"({"c":[3]})", "true"}));
    EXPECT_TRUE(AllEvents("[][]", client).ok);
    EXPECT_EQ(AllEvents("[] []", client).blocks, 0u);
  }
}

TEST(BundleReader, AnElementMayBe1024LevelsDeepAndItsNeighboursAreNotTouched) {
  const std::string good = NumberedEvent("");
  const auto object = [](size_t levels) {  // its own level counts
    std::string text;
    for (size_t i = 1; i < levels; ++i) text += R"({"a":)";
    return text + "{}" + std::string(levels - 1, '}');
  };
  const auto quoted = [](std::string text) {
    for (size_t at = 0; (at = text.find('"', at)) != std::string::npos; at += 2) text.insert(at, 1, '\\');
    return "\"" + text + "\"";
  };
  for (const auto& [deep, reason] : std::initializer_list<std::pair<std::string, std::string>>{
           {object(1024), "missing_field"},
           {object(1025), "too_deep"},
           {object(100'000), "too_deep"},
           {NumberedEvent(R"(,"x":)" + Nested(1023)), ""},
           {NumberedEvent(R"(,"x":)" + Nested(1024)), "too_deep"},
           {NumberedEvent(R"(,"attributes":{"x":)" + Nested(1022) + "}"), ""},
           {NumberedEvent(R"(,"attributes":{"x":)" + Nested(1023) + "}"), "too_deep"},
           {NumberedEvent(R"(,"user":{"x":{"value":)" + Nested(1021) + "}}"), ""},
           {NumberedEvent(R"(,"user":{"x":{"value":)" + Nested(1022) + "}}"), "too_deep"},
           {NumberedEvent(R"(,"items":[{"id":"i","x":)" + Nested(1021) + "}]"), ""},
           {NumberedEvent(R"(,"items":[{"id":"i","x":)" + Nested(1022) + "}]"), "too_deep"},
           {NumberedEvent(R"(,"locale":)" + Nested(1100)), "too_deep"},
           {Nested(1024), "not_an_event"},
           {Nested(1025), "too_deep"},
           {quoted(NumberedEvent(R"(,"x":)" + Nested(1023))), ""},
           {quoted(NumberedEvent(R"(,"x":)" + Nested(1024))), "too_deep"},
           {quoted(NumberedEvent(R"(,"x":)" + Nested(5000))), "too_deep"}}) {
    const AllEvents all("[" + good + ", " + deep + " ," + good + "]");
    ASSERT_TRUE(all.ok);
    EXPECT_EQ(all.reasons, (std::vector<std::string>{"", reason, ""})) << deep.substr(0, 120);
    EXPECT_EQ(all.originals[1], deep);
    EXPECT_EQ(all.described[0], all.described[2]);
  }
  EXPECT_EQ(AllEvents("[" + object(1100) + "]", kClientGtm).reasons[0], "too_deep");
  EXPECT_EQ(AllEvents(object(1100) + "[1]", kClientSensors).reasons,
            (std::vector<std::string>{"too_deep", "not_an_event"}));
}

TEST(BundleReader, TwoHundredThousandSmallElementsTakeFewRows) {
  std::string payload = "[";
  for (size_t i = 0; i < 200'000; ++i) payload += "0,";
  payload.back() = ']';
  const AllEvents all(payload);
  EXPECT_EQ(all.reasons, std::vector<std::string>(200'000, "not_an_event"));
  EXPECT_LE(all.request.bundle.rows.size(), 128u);
}

}  // namespace
}  // namespace millrace
