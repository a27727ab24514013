#include "core/json_dialect.h"

#include <random>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "core/json_text.h"

namespace millrace {
namespace {

std::string Strict(std::string_view text) {
  std::string strict = "old";
  std::string error;
  if (!NormaliseJson(text, strict, error)) return "error: " + error;
  EXPECT_GE(strict.capacity(), strict.size() + simdjson::SIMDJSON_PADDING);
  return strict;
}

bool IsRefused(std::string_view text) {
  return Strict(text).starts_with("error: ");
}

// raw-input §2, the table of the dialect, row by row.
TEST(JsonDialect, NonNumbersBecomeStrings) {
  EXPECT_EQ(Strict("[NaN,Infinity,-Infinity,INF,-INF]"), R"(["NaN","Infinity","-Infinity","Infinity","-Infinity"])");
  EXPECT_EQ(Strict(R"({"a":NaN , "b":"NaN"})"), R"({"a":"NaN","b":"NaN"})");
  for (const char* text : {"[nan]", "[NaNs]", "[+INF]", "[-NaN]", "[infinity]", "[- INF]", "{NaN:1}"}) {
    EXPECT_TRUE(IsRefused(text)) << text;
  }
}

TEST(JsonDialect, TextBehindTheFirstValueIsIgnored) {
  EXPECT_EQ(Strict(R"({"a":1} and more)"), R"({"a":1})");
  EXPECT_EQ(Strict(R"([1]]]])"), "[1]");
  EXPECT_EQ(Strict("{\"a\":1}{\"b\":\"\x01"), R"({"a":1})");
  EXPECT_EQ(Strict("{}\xFF"), "{}");
  EXPECT_EQ(Strict(R"("a"b)"), R"("a")");
}

TEST(JsonDialect, SingleQuotesAreQuotes) {
  EXPECT_EQ(Strict(R"({'a':'b'})"), R"({"a":"b"})");
  EXPECT_EQ(Strict(R"({'say "hi"':'it\'s'})"), R"({"say \"hi\"":"it's"})");
  EXPECT_EQ(Strict(R"({"a":"it's \'so\'"})"), R"({"a":"it's 'so'"})");
  EXPECT_EQ(Strict(R"(['\\'])"), R"(["\\"])");
  EXPECT_EQ(Strict(R"(['\"'])"), R"(["\""])");
  EXPECT_TRUE(IsRefused(R"({'a":1})"));
}

TEST(JsonDialect, RefusesWhatIsMalformed) {
  for (const char* text : {"",
                           "  ",
                           "{",
                           "[",
                           "{\"a\"",
                           "{\"a\":",
                           "{\"a\":1",
                           "[1",
                           "[1,",
                           "\"a",
                           "'a",
                           "\"a\\",  // broken off
                           "[\"a\nb\"]",
                           "[\"\t\"]",
                           "['\x01']",  // raw control characters
                           "[1/*c*/]",
                           "[1//c\n]",
                           "/**/[]",
                           "#\n[]",  // comments
                           "[01]",
                           "[-01]",
                           "[00]",
                           "[1.]",
                           "[.5]",
                           "[+1]",
                           "[1e]",
                           "[0x10]",  // numbers
                           "{a:1}",
                           "{1:2}",
                           "{null:1}",  // unquoted keys
                           "[1,]",
                           "{\"a\":1,}",
                           "[,1]",
                           "{,}",
                           "[1 2]",
                           "{\"a\" 1}",
                           "{\"a\":1 \"b\":2}",
                           "[}",
                           "{]",
                           "[1}",
                           "{\"a\":1]",
                           "[tru]",
                           "[True]",
                           "[truefalse]",
                           "[true\"a\"]",
                           "[\"a\"\"b\"]",
                           "[\"\\q\"]",
                           "[\"\\u12\"]",
                           "[\"\\u12x4\"]"}) {
    EXPECT_TRUE(IsRefused(text)) << text;
  }
  EXPECT_TRUE(IsRefused(std::string_view("[\"\0\"]", 5)));
  EXPECT_TRUE(IsRefused(std::string_view("[\"\\\0\"]", 6)));
}

TEST(JsonDialect, ErrorsSayWhatAndWhere) {
  EXPECT_EQ(Strict(R"({"a":1 "b"})"), "error: a comma or } is missing at byte 8");
  EXPECT_EQ(Strict("[01]"), "error: a value is missing at byte 2");
  EXPECT_EQ(Strict("{a:1}"), "error: a quoted key is missing at byte 2");
  EXPECT_EQ(Strict("[1,"), "error: the text ends early at byte 4");
}

TEST(JsonDialect, BytesThatAreNotUtf8AreReplaced) {
  EXPECT_EQ(Strict("[\"a\xFFz\"]"), "[\"a\uFFFDz\"]");
  EXPECT_EQ(Strict("{'\xC3':1}"), "{\"\uFFFD\":1}");
  EXPECT_TRUE(IsRefused("[1\xFF]"));
}

TEST(JsonDialect, ByteOrderMarkAndBlanksAreDropped) {
  EXPECT_EQ(Strict("\xEF\xBB\xBF [ 1 ,\t2\r\n, { } ]"), "[1,2,{}]");
}

TEST(JsonDialect, StrictTextStaysAsItIs) {
  for (const char* text :
       {R"({"a":[1,-0,1.50,1e5,-1E-2,true,false,null,"\u00e9\ud83d\/"],"a":{"b":{}}})", "[]", "1", "\"\""}) {
    EXPECT_EQ(Strict(text), text);
  }
}

TEST(JsonDialect, DepthIsNotRecursed) {
  const std::string nested = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  EXPECT_EQ(Strict(nested), nested);
  EXPECT_TRUE(IsRefused(std::string(1'000'000, '[')));
}

TEST(JsonDialect, SeveralValuesAreReadOneAfterTheOtherUpToWhatIsNone) {
  JsonNormaliser normaliser(R"({'a':NaN}[1] 2"x"true{}  and more)", JsonDialect::kLenient);
  std::string strict;
  std::string error;
  while (normaliser.Next(strict, error)) strict += '|';
  EXPECT_EQ(strict, R"({"a":"NaN"}|[1]|2|"x"|true|{}|)");
  EXPECT_EQ(normaliser.rest(), "and more");
}

TEST(JsonDialect, WhatIsNoValueIsKeptAsItWasSent) {
  JsonNormaliser normaliser("[1]\n[\xFF", JsonDialect::kLenient);
  std::string strict;
  std::string error;
  ASSERT_TRUE(normaliser.Next(strict, error));
  EXPECT_FALSE(normaliser.Next(strict, error));
  EXPECT_EQ(strict, "[1]");
  EXPECT_EQ(error, "a value is missing at byte 6");
  EXPECT_EQ(normaliser.rest(), "[\xFF");
}

// Compares with simdjson's strict parser: what it accepts, the dialect leaves unchanged; what the dialect writes, it
// accepts.
TEST(JsonDialect, AgreesWithAStrictParserOnRandomText) {
  std::mt19937 random(5);
  constexpr std::string_view kPieces[] = {"{",   "}",    "[",    "]",    ",",    ":",    "\"a\"", "'b'",
                                          "1",   "-0.5", "null", "NaN",  " ",    "\\",   "\"",    "'",
                                          "\\'", "\\\"", "01",   "\xC3", "true", "-INF", "\n"};
  simdjson::dom::parser parser;
  int accepted = 0;
  for (int round = 0; round < 200'000; ++round) {
    std::string text = round % 2 == 0 ? "[" : "{\"k\":";
    const size_t count = random() % 7;
    for (size_t i = 0; i < count; ++i) text += kPieces[random() % std::size(kPieces)];
    text += round % 2 == 0 ? "]" : "}";
    simdjson::dom::element strictly;
    const bool strict = parser.parse(simdjson::padded_string(text)).get(strictly) == simdjson::SUCCESS;
    std::string minified;
    if (strict) minified = simdjson::minify(strictly);
    const std::string result = Strict(text);
    const bool dialect = !result.starts_with("error: ");
    accepted += dialect ? 1 : 0;
    if (strict) {
      EXPECT_TRUE(dialect) << text << " " << result;
    }
    if (!dialect) continue;
    simdjson::dom::element again;
    ASSERT_EQ(parser.parse(simdjson::padded_string(result)).get(again), simdjson::SUCCESS) << text << " → " << result;
    if (strict) {
      EXPECT_EQ(std::string(simdjson::minify(again)), minified);
    }
    EXPECT_EQ(Strict(result), result);
  }
  EXPECT_GT(accepted, 5'000);
}

TEST(JsonDialect, TheStrictOneHasOnlyTheTextBehindTheValue) {
  const auto strict = [](std::string_view text) {
    std::string out;
    std::string error;
    return NormaliseJson(text, out, error, JsonDialect::kStrict) ? out : "error: " + error;
  };
  EXPECT_EQ(strict(R"({"a": [1, true, null]} and more)"), R"({"a":[1,true,null]})");
  EXPECT_EQ(strict("[\"it's\xFF\"]"), "[\"it's\xEF\xBF\xBD\"]");
  for (const char* text : {"[NaN]", "[Infinity]", "[-INF]", "['a']", "{'a':1}", R"(["\'"])"}) {
    EXPECT_TRUE(strict(text).starts_with("error: ")) << text;
    EXPECT_FALSE(IsRefused(text)) << text;
  }
}

}  // namespace
}  // namespace millrace
