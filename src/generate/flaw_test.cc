#include "generate/flaw.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace millrace::generate {
namespace {

const std::string kLine =
    R"({"appId":"shop","data":"[{\"a\":\"b\"},{\"items\":[]}]","ingest_time":1741564845000,"method":"POST",)"
    R"("server_ingest_time":1741564845000,"ua":"Mozilla/5.0"})";

std::string Line(Flaw flaw, uint64_t bits = 0) {
  std::string line = kLine;
  SpoilLine(flaw, line, bits);
  return line;
}

std::string Element(Flaw flaw, uint64_t bits) {
  std::string event = R"({"event":"x"})";
  SpoilElement(flaw, event, bits);
  return event;
}

// The text around the part of `text` that was replaced, and that part.
std::string Changed(const std::string& before, const std::string& after) {
  size_t head = 0;
  while (head < before.size() && head < after.size() && before[head] == after[head]) ++head;
  size_t tail = 0;
  while (tail < before.size() - head && tail < after.size() - head &&
         before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) {
    ++tail;
  }
  return before.substr(head, before.size() - tail - head) + " -> " + after.substr(head, after.size() - tail - head);
}

TEST(Flaw, EveryKindHasANameAndAPlace) {
  for (int i = 0; i < kFlawCount; ++i) {
    const auto flaw = static_cast<Flaw>(i);
    EXPECT_FALSE(FlawName(flaw).empty());
    switch (PlaceOf(flaw)) {
      case FlawPlace::element:
        EXPECT_NE(Element(flaw, 0), R"({"event":"x"})");
        EXPECT_THROW(Line(flaw), InternalError);
        break;
      case FlawPlace::event:
        EXPECT_THROW(Element(flaw, 0), InternalError);
        EXPECT_THROW(Line(flaw), InternalError);
        break;
      default:
        EXPECT_NE(Line(flaw), kLine) << FlawName(flaw);
        EXPECT_THROW(Element(flaw, 0), InternalError);
    }
  }
}

TEST(Flaw, ElementsBecomeOtherThings) {
  EXPECT_EQ(Element(Flaw::null_event, 0), "null");
  EXPECT_EQ(Element(Flaw::scalar_event, 1), "42");
  EXPECT_EQ(Element(Flaw::scalar_event, 0), R"("_page_view")");
}

TEST(Flaw, FutureTimesAreADayOrMoreAhead) {
  std::string event = R"({"time":1741564803266,"a":1})";
  MoveAhead(event, "time", 0);
  EXPECT_EQ(event, R"({"time":1741651203266,"a":1})");
}

TEST(Flaw, HalfAPayloadNeverLooksWhole) {
  // Two thirds of this payload end after a bracket.
  std::string line = R"({"data":"[{\"items\":[],[]","ua":"x"})";
  SpoilLine(Flaw::truncated_json, line, 0);
  const size_t end = line.find("\",\"ua\"");
  ASSERT_NE(end, std::string::npos);
  EXPECT_NE(line[end - 1], ']');
  EXPECT_NE(line[end - 1], '\\');
}

TEST(Flaw, SpoilsFieldsOfRows) {
  EXPECT_EQ(Changed(kLine, Line(Flaw::text_ingest_time)), R"(1741564845000 -> "soon")");
  EXPECT_EQ(Changed(kLine, Line(Flaw::integer_as_text)), R"(1741564845000 -> "1741564845000")");
  EXPECT_EQ(Changed(kLine, Line(Flaw::no_row_app, 1)), R"("shop" -> null)");
  EXPECT_EQ(Changed(kLine, Line(Flaw::no_row_app, 0)), "shop -> ");
  EXPECT_EQ(Changed(kLine, Line(Flaw::short_method_key)), "ethod -> ");
  EXPECT_NE(Line(Flaw::null_payload).find(R"("data":null,)"), std::string::npos);
}

TEST(Flaw, SpoilsLines) {
  EXPECT_LT(Line(Flaw::truncated_line).size(), kLine.size());
  EXPECT_EQ(Line(Flaw::empty_line), "\n\r\n" + kLine);
  EXPECT_EQ(Line(Flaw::carriage_return), kLine + "\r");
  EXPECT_EQ(Line(Flaw::text_behind_row).substr(0, kLine.size()), kLine);
  EXPECT_EQ(Changed(kLine, Line(Flaw::bad_utf8)), " -> \xC3\x28\xFF");
}

TEST(Flaw, KnowsItsConsequences) {
  EXPECT_EQ(RejectReasonOf(Flaw::truncated_base64), "bad_payload");
  EXPECT_EQ(RejectReasonOf(Flaw::future_event), "");
  EXPECT_TRUE(LosesRequest(Flaw::null_payload));
  EXPECT_TRUE(LosesRequest(Flaw::truncated_line));
  EXPECT_TRUE(LosesRequest(Flaw::text_ingest_time));
  EXPECT_FALSE(LosesRequest(Flaw::no_row_app));
  EXPECT_FALSE(LosesRequest(Flaw::no_event_id));
  EXPECT_FALSE(LosesRequest(Flaw::bad_utf8));
}

}  // namespace
}  // namespace millrace::generate
