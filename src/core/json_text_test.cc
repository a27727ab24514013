#include "core/json_text.h"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <random>

#include <gtest/gtest.h>

namespace millrace {
namespace {

std::string Quoted(std::string_view text) {
  std::string out;
  AppendJsonString(out, text);
  return out;
}

std::string Double(double value) {
  std::string out;
  AppendJavaDouble(out, value);
  return out;
}

// The text, with a mark for the kind of result.
std::string Number(std::string_view token) {
  std::string out;
  const NumberText kind = AppendNumber(out, token);
  return kind == NumberText::kInvalid ? "invalid" + out : kind == NumberText::kInfinity ? "text " + out : out;
}

std::string JsonStrNumber(std::string_view token) {
  std::string out;
  const NumberText kind = AppendJsonStrNumber(out, token);
  return kind == NumberText::kInvalid ? "invalid" + out : kind == NumberText::kInfinity ? "text " + out : out;
}

std::string Unescaped(std::string_view raw) {
  std::string out;
  return UnescapeJsonString(raw, out) ? out : "malformed";
}

// The value of the key `v`, or the name of the error.
std::string Compact(std::string_view json) {
  simdjson::ondemand::parser parser;
  const simdjson::padded_string text(std::string("{\"v\":") + std::string(json) + ",\"next\":1}");
  std::string out;
  simdjson::ondemand::document document;
  if (const auto error = parser.iterate(text).get(document)) return simdjson::error_message(error);
  simdjson::ondemand::object object;
  if (const auto error = document.get_object().get(object)) return simdjson::error_message(error);
  int fields = 0;
  for (auto field : object) {
    simdjson::ondemand::field member;
    if (std::move(field).get(member) != simdjson::SUCCESS) return "the object cannot be walked on";
    if (fields++ == 0 && AppendCompactJson(member.value(), out) != simdjson::SUCCESS) return "refused";
  }
  EXPECT_EQ(fields, 2) << "the iterator does not stand behind the value";
  return out;
}

TEST(JsonText, EscapesOnlyWhatMustBe) {
  EXPECT_EQ(Quoted(""), R"("")");
  EXPECT_EQ(Quoted("a/b é 😀"), R"("a/b é 😀")");
  EXPECT_EQ(Quoted("\"\\"), R"("\"\\")");
  EXPECT_EQ(Quoted("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  EXPECT_EQ(Quoted(std::string_view("\0\x01\x1F\x7F", 4)), "\"\\u0000\\u0001\\u001F\x7F\"");
}

TEST(JsonText, EveryByteIsEscapedOrNotWhereverItStands) {
  for (int byte = 0; byte < 256; ++byte) {
    std::string alone;
    AppendJsonString(alone, std::string(1, static_cast<char>(byte)));
    const std::string escaped = alone.substr(1, alone.size() - 2);
    for (size_t place = 0; place < 19; ++place) {
      std::string text(19, '!');
      text[place] = static_cast<char>(byte);
      std::string out;
      AppendJsonString(out, text);
      EXPECT_EQ(out, '"' + std::string(place, '!') + escaped + std::string(18 - place, '!') + '"');
    }
  }
}

TEST(JsonText, LaysDoublesOutAsJavaDoes) {
  EXPECT_EQ(Double(0.0), "0.0");
  EXPECT_EQ(Double(-0.0), "-0.0");
  EXPECT_EQ(Double(1), "1.0");
  EXPECT_EQ(Double(1.1), "1.1");
  EXPECT_EQ(Double(-12345.678), "-12345.678");
  EXPECT_EQ(Double(100), "100.0");
  EXPECT_EQ(Double(0.001), "0.001");
  EXPECT_EQ(Double(0.00123), "0.00123");
  EXPECT_EQ(Double(0.000999), "9.99E-4");
  EXPECT_EQ(Double(0.00001), "1.0E-5");
  EXPECT_EQ(Double(9999999), "9999999.0");
  EXPECT_EQ(Double(9999999.5), "9999999.5");
  EXPECT_EQ(Double(10000000), "1.0E7");
  EXPECT_EQ(Double(12345678.9), "1.23456789E7");
  EXPECT_EQ(Double(1.2345678901234568e29), "1.2345678901234568E29");
  EXPECT_EQ(Double(std::numeric_limits<double>::max()), "1.7976931348623157E308");
  EXPECT_EQ(Double(std::nan("")), "NaN");
  EXPECT_EQ(Double(std::numeric_limits<double>::infinity()), "Infinity");
  EXPECT_EQ(Double(-std::numeric_limits<double>::infinity()), "-Infinity");
}

// The reference prints more digits here (lake-tables §6.1); ours are the shortest.
TEST(JsonText, DoublesHaveTheShortestDigits) {
  EXPECT_EQ(Double(2e23), "2.0E23");
  EXPECT_EQ(Double(1e23), "1.0E23");
  EXPECT_EQ(Double(5e-324), "5.0E-324");
}

TEST(JsonText, DoublesReadBackTheSame) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 50'000; ++i) {
    const uint64_t bits = random();
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    if (i % 2 == 0) value = std::ldexp(static_cast<double>(bits >> 40), static_cast<int>(bits % 40) - 30);
    if (std::isfinite(value)) {
      EXPECT_EQ(std::strtod(Double(value).c_str(), nullptr), value);
    }
  }
}

TEST(JsonText, IntegersKeepTheirDigits) {
  EXPECT_EQ(Number("0"), "0");
  EXPECT_EQ(Number("-0"), "0");
  EXPECT_EQ(Number("-17"), "-17");
  EXPECT_EQ(Number("123456789012345678901234567890"), "123456789012345678901234567890");
}

TEST(JsonText, OtherNumbersBecomeDoubles) {
  EXPECT_EQ(Number("1.10"), "1.1");
  EXPECT_EQ(Number("1.0"), "1.0");
  EXPECT_EQ(Number("-0.0"), "-0.0");
  EXPECT_EQ(Number("1e2"), "100.0");
  EXPECT_EQ(Number("12345678.9"), "1.23456789E7");
  EXPECT_EQ(Number("1E-5"), "1.0E-5");
  EXPECT_EQ(Number("1e+5 \n"), "100000.0");
}

TEST(JsonText, NumbersBeyondDoubleAreInfinityAndTinyOnesZero) {
  EXPECT_EQ(Number("1e400"), "text Infinity");
  EXPECT_EQ(Number("-1e400"), "text -Infinity");
  EXPECT_EQ(Number("1e99999999999999999999"), "text Infinity");
  EXPECT_EQ(Number("0.00000000000000000001e400"), "text Infinity");
  EXPECT_EQ(Number("1e-400"), "0.0");
  EXPECT_EQ(Number("-1e-400"), "-0.0");
  EXPECT_EQ(Number("1e-99999999999999999999"), "0.0");
  EXPECT_EQ(Number("0e400"), "0.0");
  EXPECT_EQ(Number(std::string(400, '9') + ".5"), "text Infinity");
  EXPECT_EQ(Number(std::string(400, '9') + "e-500"), "1.0E-100");
}

TEST(JsonText, DecimalsAreWhatTheirDoublesAre) {
  std::mt19937_64 random(5);
  const auto digits = [&](size_t most) { return std::to_string(random() % static_cast<uint64_t>(std::pow(10, most))); };
  for (int round = 0; round < 20'000; ++round) {
    std::string token = random() % 4 == 0 ? "-" : "";
    token += random() % 2 == 0 ? "0" : digits(random() % 10);
    token += '.' + std::string(random() % 5, '0') + digits(random() % 18) + std::string(random() % 3, '0');
    if (random() % 20 == 0) token += "e2";
    std::string expected;
    AppendJavaDouble(expected, std::strtod(token.c_str(), nullptr));
    std::string out;
    EXPECT_EQ(AppendNumber(out, token), NumberText::kNumber);
    EXPECT_EQ(out, expected) << token;
  }
}

TEST(JsonText, RefusesWhatIsNoJsonNumber) {
  for (const char* token :
       {"", "-", "01", "-01", "1.", ".5", "1e", "1e+", "+1", "0x1", "1a", "NaN", "Infinity", "1 2"}) {
    EXPECT_EQ(Number(token), "invalid") << token;
    EXPECT_FALSE(IsJsonNumber(token)) << token;
  }
  EXPECT_TRUE(IsJsonNumber("-1.5e+10"));
  EXPECT_FALSE(IsJsonNumber("1 "));
}

TEST(JsonText, JsonStrColumnsHoldInt64OrDouble) {
  EXPECT_EQ(JsonStrNumber("9223372036854775807"), "9223372036854775807");
  EXPECT_EQ(JsonStrNumber("-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(JsonStrNumber("9223372036854775808"), "9.223372036854776E18");
  EXPECT_EQ(JsonStrNumber("123456789012345678901234567890"), "1.2345678901234568E29");
  EXPECT_EQ(JsonStrNumber("-0"), "0");
  EXPECT_EQ(JsonStrNumber("1.10"), "1.1");
  EXPECT_EQ(JsonStrNumber("1.0E-5"), "1.0E-5");
  EXPECT_EQ(JsonStrNumber(std::string(400, '9')), "text Infinity");
  EXPECT_EQ(JsonStrNumber("x"), "invalid");
}

TEST(JsonText, UnescapesEveryEscape) {
  EXPECT_EQ(Unescaped(""), "");
  EXPECT_EQ(Unescaped("plain é"), "plain é");
  EXPECT_EQ(Unescaped(R"(\"\\\/\b\f\n\r\t)"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(Unescaped(R"(\u0041\u00e9\u20AC)"), "Aé€");
  EXPECT_EQ(Unescaped(R"(\ud83d\ude00!)"), "😀!");
  EXPECT_EQ(Unescaped(R"(\u0000)"), std::string(1, '\0'));
}

TEST(JsonText, HalfASurrogatePairBecomesAQuestionMark) {
  EXPECT_EQ(Unescaped(R"(\ud83d)"), "?");
  EXPECT_EQ(Unescaped(R"(\ude00)"), "?");
  EXPECT_EQ(Unescaped(R"(a\ud83dz)"), "a?z");
  EXPECT_EQ(Unescaped(R"(\ud83d\n)"), "?\n");
  EXPECT_EQ(Unescaped(R"(\ud83d\ud83d\ude00)"), "?😀");
  EXPECT_EQ(Unescaped(R"(\ude00\ud83d)"), "??");
  EXPECT_EQ(Unescaped(R"(\ud83d\u0041)"), "?A");
}

TEST(JsonText, RefusesMalformedEscapes) {
  for (const char* raw : {"\\", "a\\", "\\x", "\\'", "\\u", "\\u12", "\\u12g4", "\\ud83d\\u00"}) {
    EXPECT_EQ(Unescaped(raw), "malformed") << raw;
  }
}

TEST(JsonText, CompactsScalars) {
  EXPECT_EQ(Compact("null"), "null");
  EXPECT_EQ(Compact(" true "), "true");
  EXPECT_EQ(Compact("false"), "false");
  EXPECT_EQ(Compact("1.10 "), "1.1");
  EXPECT_EQ(Compact("1e400"), R"("Infinity")");
  EXPECT_EQ(Compact(R"( "a\/b\u00e9\u001f\ud83d" )"), R"("a/bé\u001F?")");
}

TEST(JsonText, CompactsContainersInTheirOrder) {
  EXPECT_EQ(Compact("{}"), "{}");
  EXPECT_EQ(Compact("[ ]"), "[]");
  EXPECT_EQ(Compact(R"({ "b" : [ 1 , 2.50, -1e400, {"x":null} ], "a" : { } })"),
            R"({"b":[1,2.5,"-Infinity",{"x":null}],"a":{}})");
  EXPECT_EQ(Compact(R"([[],[[]],"\u0041"])"), R"([[],[[]],"A"])");
}

TEST(JsonText, OfAKeyGivenTwiceTheLastValueWinsAtTheFirstPlace) {
  EXPECT_EQ(Compact(R"({"a":1,"b":2,"a":3})"), R"({"a":3,"b":2})");
  EXPECT_EQ(Compact(R"({"a":1,"\u0061":{"c":1,"c":2},"b":2})"), R"({"a":{"c":2},"b":2})");
  EXPECT_EQ(Compact(R"([{"a":1,"a":2,"a":3}])"), R"([{"a":3}])");
  std::string many = "{";
  std::string expected = "{";
  for (int i = 0; i < 200; ++i) {
    many += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
    expected += (i > 0 ? ",\"k" : "\"k") + std::to_string(i) + "\":" + std::to_string(i == 7 ? 700 : i);
  }
  EXPECT_EQ(Compact(many + R"("k7":700})"), expected + "}");
}

TEST(JsonText, CompactRefusesWhatSimdjsonWouldStepOver) {
  for (const char* json : {"tru", "truex", "nul", "01", "1.", "-", R"("\q")", R"({"\q":1})", "[1 2]", "[1,]",
                           "{\"a\" 1}", "{\"a\":1,}", "[}", R"("a":"b")", R"(["a":"b"])", "'a'", "NaN"}) {
    const std::string result = Compact(json);
    EXPECT_TRUE(result == "refused" || result.find(' ') != std::string::npos) << json << " gave " << result;
  }
}

TEST(JsonText, CompactRefusesWhatIsNestedTooDeep) {
  const auto nested = [](int depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_EQ(Compact(nested(kMaxJsonDepth)), nested(kMaxJsonDepth));
  EXPECT_EQ(Compact(nested(kMaxJsonDepth + 1)), "refused");
}

}  // namespace
}  // namespace millrace
