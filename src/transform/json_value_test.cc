#include "transform/json_value.h"

#include <cmath>

#include <gtest/gtest.h>

namespace millrace {
namespace {

// Reads one value out of `{"v":VALUE}`.
struct Reading {
  explicit Reading(const std::string& json) : text("{\"v\":" + json + "}") {
    const size_t size = text.size();
    text.append(64, ' ');
    document = parser.iterate(text.data(), size, text.size());
    auto value_result = document.find_field("v");
    simdjson::ondemand::value value;
    error = value_result.get(value);
    if (!error) error = ReadAnyText(value, arena, scratch, scalar);
  }
  std::string text;
  simdjson::ondemand::parser parser;
  simdjson::simdjson_result<simdjson::ondemand::document> document;
  Arena arena;
  std::string scratch;
  JsonScalar scalar;
  simdjson::error_code error;
};

TEST(ReadAnyText, TextsAreThoseOfTheReference) {
  const struct {
    const char* json;
    JsonKind kind;
    const char* text;
  } kCases[] = {{"\"a\\u00e9\\n\"", JsonKind::kString, "aé\n"},
                {"\"\\ud83d\"", JsonKind::kString, "?"},
                {"12", JsonKind::kInteger, "12"},
                {"-0", JsonKind::kInteger, "0"},
                {"123456789012345678901234567890", JsonKind::kInteger, "123456789012345678901234567890"},
                {"1.10", JsonKind::kReal, "1.1"},
                {"1e7", JsonKind::kReal, "1.0E7"},
                {"1e400", JsonKind::kString, "Infinity"},
                {"true", JsonKind::kBool, "true"},
                {"null", JsonKind::kNull, "null"},
                {"{ \"b\" : 1, \"a\":[ 1.50 ] }", JsonKind::kObject, "{\"b\":1,\"a\":[1.5]}"},
                {"[]", JsonKind::kArray, "[]"}};
  for (const auto& c : kCases) {
    const Reading reading(c.json);
    EXPECT_EQ(reading.error, simdjson::SUCCESS) << c.json;
    EXPECT_EQ(reading.scalar.kind, c.kind) << c.json;
    EXPECT_EQ(reading.scalar.text, c.text) << c.json;
  }
}

TEST(ReadAnyText, MalformedValuesAreErrors) {
  for (const char* json : {"12a", "01", "+1", "1.", "nul", "tru", "NaN", "\"\\x\"", "\"\\ud8zz\"", "-"}) {
    EXPECT_NE(Reading(json).error, simdjson::SUCCESS) << json;
  }
}

JsonScalar Text(std::string_view text) {
  return {JsonKind::kString, text};
}

TEST(Conversions, SafeIntegersTakeASignAndDigitsOnly) {
  EXPECT_EQ(SafeLong(Text("+12")), 12);
  EXPECT_EQ(SafeLong(Text("-9223372036854775808")), INT64_MIN);
  EXPECT_EQ(SafeInt({JsonKind::kInteger, "2147483648"}), std::nullopt);
  for (const char* text : {"12.0", " 5", "", "true", "+-1", "9223372036854775808", "0x1"}) {
    EXPECT_EQ(SafeLong(Text(text)), std::nullopt) << text;
  }
  EXPECT_EQ(SafeLong({JsonKind::kReal, "5.5"}), std::nullopt);
  EXPECT_EQ(SafeLong({JsonKind::kBool, "true"}), std::nullopt);
}

TEST(Conversions, SafeDoublesTakeWhatJavaTakes) {
  EXPECT_EQ(SafeDouble(Text(" 12.5 ")), 12.5);
  EXPECT_EQ(SafeDouble(Text("1d")), 1.0);
  EXPECT_EQ(SafeDouble(Text(".5f")), 0.5);
  EXPECT_EQ(SafeDouble(Text("0x1.8p1")), 3.0);
  for (const char* text : {"1e400", "-Infinity", "NaN", "", "abc", "inf", "nan", "1,5", "0x18", "--1", "1 2"}) {
    EXPECT_EQ(SafeDouble(Text(text)), std::nullopt) << text;
  }
}

TEST(Conversions, SizesLoseTheirFraction) {
  const auto size = [](const JsonScalar& value, bool texts = false) {
    bool ok = true;
    const auto result = SizeOf(value, texts, ok);
    return result ? std::to_string(*result) : ok ? "null" : "odd";
  };
  EXPECT_EQ(size({JsonKind::kReal, "800.5"}), "800");
  EXPECT_EQ(size({JsonKind::kReal, "-0.9"}), "0");
  EXPECT_EQ(size({JsonKind::kReal, "2.1474836479E9"}), "2147483647");
  EXPECT_EQ(size({JsonKind::kReal, "-2.1474836489E9"}), "-2147483648");
  EXPECT_EQ(size({JsonKind::kReal, "2.147483648E9"}), "odd");
  EXPECT_EQ(size({JsonKind::kInteger, "99999999999999999999"}), "odd");
  EXPECT_EQ(size({JsonKind::kNull, {}}), "null");
  EXPECT_EQ(size({JsonKind::kBool, "true"}), "odd");
  EXPECT_EQ(size(Text("800")), "odd");
  EXPECT_EQ(size(Text("Infinity")), "odd");
  EXPECT_EQ(size(Text(" 800.9 "), true), "800");
  EXPECT_EQ(size(Text("+8e2"), true), "800");
  EXPECT_EQ(size(Text(""), true), "null");
  for (const char* text : {"NaN", "Infinity", "wide", "8x", "1d", "0x10", "+", "--1", "1e400"}) {
    EXPECT_EQ(size(Text(text), true), "odd") << text;
  }
}

TEST(Conversions, WhatIsBeyondInt64) {
  for (const char* text : {"9223372036854775808", "-9223372036854777856", "1e19", "1e400", "NaN", "-Infinity"}) {
    EXPECT_TRUE(IsBeyondLong(Text(text))) << text;
  }
  for (const char* text : {"9223372036854775295", "-9223372036854775808", "1.5", "abc", ""}) {
    EXPECT_FALSE(IsBeyondLong(Text(text))) << text;
  }
  EXPECT_FALSE(IsBeyondLong({JsonKind::kBool, "true"}));
}

TEST(Conversions, SafeBools) {
  EXPECT_EQ(SafeBool(Text("1")), true);
  EXPECT_EQ(SafeBool(Text("TrUe")), true);
  EXPECT_EQ(SafeBool({JsonKind::kInteger, "0"}), false);
  EXPECT_EQ(SafeBool(Text("yes")), false);
  EXPECT_EQ(SafeBool(Text("")), std::nullopt);
  EXPECT_EQ(SafeBool(Text("null")), std::nullopt);
  EXPECT_EQ(SafeBool({JsonKind::kObject, "{}"}), std::nullopt);
}

TEST(Conversions, PlainLongsCutFractionsAndFailOnTheRest) {
  const auto read = [](const JsonScalar& value) {
    bool ok = true;
    const auto number = PlainLong(value, ok);
    return ok ? (number ? std::to_string(*number) : "null") : std::string("bad");
  };
  EXPECT_EQ(read({JsonKind::kReal, "12.7"}), "12");
  EXPECT_EQ(read({JsonKind::kReal, "-1.0E3"}), "-1000");
  EXPECT_EQ(read({JsonKind::kReal, "1.0E19"}), "bad");
  EXPECT_EQ(read(Text(" 12 ")), "12");
  EXPECT_EQ(read(Text("")), "null");
  EXPECT_EQ(read(Text("null")), "null");
  EXPECT_EQ(read(Text("12.7")), "bad");
  EXPECT_EQ(read(Text("abc")), "bad");
  EXPECT_EQ(read({JsonKind::kBool, "true"}), "bad");
  EXPECT_EQ(read({JsonKind::kInteger, "99999999999999999999"}), "bad");
  EXPECT_EQ(read({}), "null");
}

TEST(Conversions, PlainDoubles) {
  const auto read = [](const JsonScalar& value) {
    bool ok = true;
    const auto number = PlainDouble(value, ok);
    return ok ? (number ? *number : -1.0) : -2.0;
  };
  EXPECT_EQ(read(Text("12.5")), 12.5);
  EXPECT_EQ(read(Text("1d")), 1.0);
  EXPECT_EQ(read(Text("")), -1.0);
  EXPECT_EQ(read(Text("abc")), -2.0);
  EXPECT_EQ(read({JsonKind::kBool, "true"}), -2.0);
}

}  // namespace
}  // namespace millrace
