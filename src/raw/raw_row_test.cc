#include "raw/raw_row.h"

#include <random>

#include <gtest/gtest.h>

#include "core/json_dialect.h"
#include "raw/payload.h"

namespace millrace {
namespace {

// A row's fields as text, `-` where they are null.
std::string Show(const RawRow& row) {
  const auto text = [](NullableText field) { return field.data() == nullptr ? "-" : std::string(field); };
  const auto number = [](std::optional<int64_t> field) { return field ? std::to_string(*field) : "-"; };
  return text(row.data) + "|" + text(row.ip) + "|" + text(row.rid) + "|" + text(row.ua) + "|" + text(row.uri) + "|" +
         text(row.app_id) + "|" + number(row.ingest_time_sent) + "|" + number(row.client_timestamp) +
         (row.replaced_utf8 ? "|replaced" : "");
}

// All that stands on a line, `;` between: rows, and why something is none.
std::string Rows(RowParser& parser, std::string_view line, std::string_view behind = "") {
  // Exactly as much memory as may be read, so that the address sanitizer sees a byte too many.
  std::string after(behind);
  after.resize(kJsonPadding, '}');
  const auto buffer = std::make_unique<char[]>(line.size() + kJsonPadding);
  std::copy(line.begin(), line.end(), buffer.get());
  std::copy(after.begin(), after.end(), buffer.get() + line.size());
  std::string out;
  parser.Start({buffer.get(), line.size()});
  for (LineValue value; parser.Next(value);) {
    if (!out.empty()) out += ";";
    if (value.row == nullptr) {
      out += "error: " + std::string(value.error);
      continue;
    }
    out += Show(*value.row);
    if (const NullableText data = value.row->data; data.data() != nullptr) {
      unsigned sum = 0;
      for (size_t i = 0; i < kJsonPadding; ++i) sum += static_cast<unsigned char>(data.data()[data.size() + i]);
      EXPECT_LE(sum, kJsonPadding * 255);
    }
  }
  EXPECT_EQ(std::string_view(buffer.get(), line.size()), line) << "the line is not changed";
  return out;
}

std::string Rows(std::string_view line) {
  RowParser parser;
  return Rows(parser, line);
}

// That the line is one value that is no row.
bool IsRefused(std::string_view line) {
  const std::string rows = Rows(line);
  return rows.starts_with("error: ") && rows.find(';') == std::string::npos;
}

// The texts of what stands on a line, rows after a `+`, others after a `-`.
std::string Texts(std::string_view line) {
  std::string padded(line);
  padded.append(kJsonPadding, '}');
  RowParser parser;
  parser.Start(std::string_view(padded).substr(0, line.size()));
  std::string out;
  for (LineValue value; parser.Next(value);)
    out.append(value.row == nullptr ? "-" : "+").append(value.text).append("|");
  return out;
}

TEST(RawRow, ReadsTheFieldsThatMatter) {
  EXPECT_EQ(
      Rows(
          R"({"date":"2026-01-01T00:00:00Z","data":"[{\"a\":1}]","ip":"192.0.2.7, 10.0.0.1","source_type":"x","rid":"r1",)"
          R"("ua":"Mozilla\/5.0","m":"POST","method":"POST","uri":"/collect?a=1","platform":"Web","path":"/collect",)"
          R"("appId":"shop","compression":null,"ingest_time":1726000001000,"client_timestamp":1726000000999,)"
          R"("server_ingest_time":1,"timestamp":"t","fakeIp":"1.2.3.4","other":{"deep":[1,{"x":null}]}})"),
      R"([{"a":1}]|192.0.2.7, 10.0.0.1|r1|Mozilla/5.0|/collect?a=1|shop|1726000001000|1726000000999)");
}

TEST(RawRow, MissingAndNullFieldsAreNullAndEmptyOnesAreNot) {
  EXPECT_EQ(Rows("{}"), "-|-|-|-|-|-|-|-");
  EXPECT_EQ(Rows(R"({"data":null,"ip":null,"rid":null,"ua":null,"uri":null,"appId":null,"ingest_time":null})"),
            "-|-|-|-|-|-|-|-");
  EXPECT_EQ(Rows(R"({"data":"","ip":"","rid":"","ua":"","uri":"","appId":""})"), "||||||-|-");
}

TEST(RawRow, WorkedExamplesOfTheSpec) {
  // E1, shortened, and E2 of raw-input §7; the payload of E2 is decoded in payload_test.
  EXPECT_EQ(
      Rows(
          R"({"data":"[{\"event_id\":\"e-001\",\"_page_title\":\"Caff%C3%A8 + latte\",\"score\":1.50}]","ip":"192.0.2.7","rid":"r1",)"
          R"("ua":"…","uri":"/collect?appId=shop&event_bundle_sequence_id=7","appId":"shop","ingest_time":1726000001000})"),
      R"([{"event_id":"e-001","_page_title":"Caff%C3%A8 + latte","score":1.50}]|192.0.2.7|r1|…|)"
      R"(/collect?appId=shop&event_bundle_sequence_id=7|shop|1726000001000|-)");
  EXPECT_EQ(
      Rows(
          R"({"data":"H4sIAAAAAAAC/y2O","ip":"2001:db8::5","rid":"r2","ua":"okhttp/4","uri":"/collect?appId=shop&compression=gzip",)"
          R"("appId":"shop","compression":"gzip","ingest_time":1726000006000})"),
      "H4sIAAAAAAAC/y2O|2001:db8::5|r2|okhttp/4|/collect?appId=shop&compression=gzip|shop|1726000006000|-");
}

TEST(RawRow, TextColumnsTakeTheCompactTextOfOtherTypes) {
  EXPECT_EQ(Rows(R"({"ip":7,"rid":1.10,"ua":true,"uri":{"a" : [1, 2.50]},"appId":[ "x", null ]})"),
            R"(-|7|1.1|true|{"a":[1,2.5]}|["x",null]|-|-)");
  EXPECT_EQ(Rows(R"({"ip":1e400,"rid":NaN,"ua":-INF})"), "-|Infinity|NaN|-Infinity|-|-|-|-");
}

TEST(RawRow, DataMayBeABareArrayOrObject) {
  EXPECT_EQ(Rows(R"({"data":[{"a": 1, "b": "\u0041"}]})"), R"([{"a":1,"b":"\u0041"}]|-|-|-|-|-|-|-)");
  EXPECT_EQ(Rows(R"({"data":{"a":1}})"), R"({"a":1}|-|-|-|-|-|-|-)");
}

TEST(RawRow, IntegersAreTokensOrTextOfDigits) {
  const auto times = [](std::string_view value) {
    const std::string row =
        Rows("{\"ingest_time\":" + std::string(value) + ",\"client_timestamp\":" + std::string(value) + "}");
    return row.substr(12);
  };
  EXPECT_EQ(times("12"), "12|12");
  EXPECT_EQ(times("-12 "), "-12|-12");
  EXPECT_EQ(times("-0"), "0|0");
  EXPECT_EQ(times("9223372036854775807"), "9223372036854775807|9223372036854775807");
  // raw-input difference 10
  EXPECT_EQ(times("\"1726000000999\""), "1726000000999|1726000000999");
  EXPECT_EQ(times("\"+5\""), "5|5");
  EXPECT_EQ(times("\"-5\""), "-5|-5");
  for (const char* value : {"null", "9223372036854775808", "1.0", "1e3", "true", "{}", "[1]", "NaN", "\"\"", "\" 5\"",
                            "\"5.0\"", "\"x\"", "\"+-5\"", "\"9223372036854775808\"", "\"\\ud83d\""}) {
    EXPECT_EQ(times(value), "-|-") << value;
  }
}

TEST(RawRow, OnlyUsableIngestTimesCount) {
  const auto time = [](std::string_view value) {
    std::string line = "{\"ingest_time\":" + std::string(value) + "}";
    const size_t size = line.size();
    line.append(kJsonPadding, ' ');
    RowParser parser;
    parser.Start(std::string_view(line).substr(0, size));
    LineValue row;
    EXPECT_TRUE(parser.Next(row) && row.row != nullptr);
    return (row.row->ingest_time ? std::to_string(*row.row->ingest_time) : "-") +
           (row.row->ingest_in_seconds ? " from seconds" : "");
  };
  EXPECT_EQ(time("1726000001000"), "1726000001000");
  EXPECT_EQ(time("1726000001"), "1726000001000 from seconds");
  EXPECT_EQ(time("\"1726000001\""), "1726000001000 from seconds");
  EXPECT_EQ(time("1726000001,\"ingest_time\":1726000001000"), "1726000001000");
  for (const char* value : {"-9223372036854775808", "9223372036854775807", "-1726000001", "0", "946684799999"}) {
    EXPECT_EQ(time(value), "-") << value;
  }
}

TEST(RawRow, OfAKeyGivenTwiceTheLastCounts) {
  EXPECT_EQ(Rows(R"({"rid":"a","rid":"b","ip":"a","ip":null,"ingest_time":1,"ingest_time":"x"})"), "-|-|b|-|-|-|-|-");
}

TEST(RawRow, OfAKeyGivenTwiceTheLastCountsInEveryForm) {
  EXPECT_EQ(Rows(R"({"data":"[1]","data":[2],"data":"\u005b3]","rid":1,"rid":"\ud800","rid":[4],"rid":5,)"
                 R"("ingest_time":"7","ingest_time":8,"ip":{},"ip":null})"),
            "[3]|-|5|-|-|-|8|-");
  EXPECT_EQ(Rows(R"([{"data":"a","data":[1],"rid":2,"rid":3},{"rid":[4]}])"), "[1]|-|3|-|-|-|-|-;-|-|[4]|-|-|-|-|-");
}

TEST(RawRow, EscapedKeysAreTheSameKeys) {
  EXPECT_EQ(Rows(R"({"r\u0069d":"r1","\u0064ata":"[]"})"), "[]|-|r1|-|-|-|-|-");
  EXPECT_EQ(Rows(R"({"rid\u0000":"r1","Rid":"r2","ridx":"r3","xid":"r4"})"), "-|-|-|-|-|-|-|-");
}

TEST(RawRow, AnArrayOfObjectsIsOneRowEach) {
  EXPECT_EQ(Rows(R"([{"rid":"a","data":"[1]"},{"rid":"b"}])"), "[1]|-|a|-|-|-|-|-;-|-|b|-|-|-|-|-");
  EXPECT_EQ(Rows("[]"), "");
  EXPECT_EQ(Rows(R"([{"rid":"a"},7])"), "error: element 2 of the array is not an object");
}

// raw-input §2, the table of the dialect.
TEST(RawRow, AcceptsTheDialect) {
  EXPECT_EQ(Rows(R"({'rid':'it\'s',"x":NaN,"ua":"\'q\'"})"), "-|-|it's|'q'|-|-|-|-");
  EXPECT_EQ(Rows(R"(['x'] )"), "error: element 1 of the array is not an object");
}

TEST(RawRow, EachValueOfALineIsARow) {
  const std::string a = "-|-|a|-|-|-|-|-";
  const std::string b = "-|-|b|-|-|-|-|-";
  EXPECT_EQ(Rows(R"({"rid":"a"}{"rid":"b"})"), a + ";" + b);
  EXPECT_EQ(Rows(R"({"rid":"a"}{"rid":"b"} {"rid":"a"})"), a + ";" + b + ";" + a);
  EXPECT_EQ(Rows(R"( [{"rid":"a"},{"rid":"b"}]{"rid":"a"}[]  [ {"rid":"b"} ] )"), a + ";" + b + ";" + a + ";" + b);
  EXPECT_EQ(Rows(R"({'rid':'a'}{"rid":"b"})"), a + ";" + b);
  EXPECT_EQ(Rows("{\"rid\":\"\xFF\"}{\"rid\":\"b\"}"), "-|-|\uFFFD|-|-|-|-|-|replaced;" + b)
      << "only the first one was repaired";
  EXPECT_EQ(Rows("[]"), "");
  EXPECT_EQ(Texts(R"({"rid":"a"}{"rid":"b"} {"rid":"a"})"), R"(+{"rid":"a"}|+{"rid":"b"}|+{"rid":"a"}|)");
  EXPECT_EQ(Texts(R"([ {"rid":"a"} ,{"x":[1]} ] {})"), R"(+{"rid":"a"}|+{"x":[1]}|+{}|)");
  EXPECT_EQ(Texts(R"( {"rid":"a"} )"), R"(+ {"rid":"a"} |)") << "the line as it was sent";
}

TEST(RawRow, ValuesThatAreNoObjectAreRefusedOneByOne) {
  EXPECT_EQ(Texts(R"({} 5 {}"x"{}null true[7]{})"), R"(+{}|-5|+{}|-"x"|+{}|-null|-true|-[7]|+{}|)");
  EXPECT_EQ(Texts("{}5{}1.5e3[]'x'{}"), "+{}|-5|+{}|-1.5e3|-'x'|+{}|");
  EXPECT_EQ(Rows("{}7"), "-|-|-|-|-|-|-|-;error: the value is not an object");
}

TEST(RawRow, WhatFollowsTheLastValueIsRefusedAlone) {
  EXPECT_EQ(Texts(R"({"rid":"a"} trailing {"rid":"b"})"), R"(+{"rid":"a"}|-trailing {"rid":"b"}|)");
  EXPECT_EQ(Texts(R"({"rid":"a"}")"), R"(+{"rid":"a"}|-"|)");
  EXPECT_EQ(Texts(R"({"rid":"a"},{"rid":"b"})"), R"(+{"rid":"a"}|-,{"rid":"b"}|)");
  EXPECT_EQ(Texts(R"({"rid":"a"}}{})"), R"(+{"rid":"a"}|-}{}|)");
  EXPECT_EQ(Texts(R"({"rid":"a"}{"rid":)"), R"(+{"rid":"a"}|-{"rid":|)");
  EXPECT_EQ(Texts("{}{} \xFF"), "+{}|+{}|-\xFF|");
  EXPECT_EQ(Texts(R"([{"rid":"a"},] {})"), R"(-[{"rid":"a"},] {}|)");
  EXPECT_EQ(Texts("x {}"), "-x {}|");
}

TEST(RawRow, ManyValuesTakeLinearTimeAndLittleMemory) {
  std::string line;
  for (int i = 0; i < 200'000; ++i) line += "{\"rid\":\"" + std::to_string(i) + "\"}";
  line += "{";
  RowParser parser;
  line.append(kJsonPadding, ' ');
  parser.Start(std::string_view(line).substr(0, line.size() - kJsonPadding));
  int rows = 0;
  for (LineValue value; parser.Next(value); ++rows) {
    if (rows < 200'000) {
      ASSERT_EQ(value.row->rid, std::to_string(rows));
    }
  }
  EXPECT_EQ(rows, 200'001);
}

TEST(RawRow, RefusesWhatIsMalformedAlsoInFieldsThatAreNotUsed) {
  for (const char* line : {"",
                           " ",
                           "x",
                           "7",
                           "\"text\"",
                           "null",
                           "{",
                           "{\"rid\":\"a\"",
                           "{\"rid\":\"a\",}",
                           "{\"x\":[1,]}",
                           "{\"x\":{\"y\" 1}}",
                           "{\"x\":01}",
                           "{\"x\":1.}",
                           "{\"x\":tru}",
                           "{\"x\":nul}",
                           "{\"x\":\"\\q\"}",
                           "{\"\\q\":1}",
                           "{rid:1}",
                           "{\"rid\":\"a\tb\"}",
                           "{\"rid\":\"a\" \"ip\":1}",
                           "{\"rid\":/**/1}",
                           "{\"ingest_time\":01}",
                           "{\"ingest_time\":\"\\q\"}",
                           "{\"rid\":\"a\"]",
                           "[{\"rid\":\"a\"}",
                           "[{\"rid\":\"a\"},]",
                           "{\"x\":[}",
                           "{\"x\":[}]}"}) {
    EXPECT_TRUE(IsRefused(line)) << line;
  }
  EXPECT_EQ(Rows("{\"rid\":01}"), "error: a value is missing at byte 8");
}

TEST(RawRow, BytesThatAreNotUtf8AreReplaced) {
  EXPECT_EQ(Rows("{\"rid\":\"r1\",\"ua\":\"a\xFFz\"}"), "-|-|r1|a\uFFFDz|-|-|-|-|replaced");
  EXPECT_EQ(Rows("[{\"rid\":\"\xC3\"},{\"rid\":\"b\"}]"), "-|-|\uFFFD|-|-|-|-|-|replaced;-|-|b|-|-|-|-|-|replaced");
}

TEST(RawRow, HalfASurrogatePairBecomesAQuestionMark) {
  EXPECT_EQ(Rows(R"({"ua":"a\ud83d","rid":"\ude00\ud83d\ude00"})"), "-|-|?😀|a?|-|-|-|-");
}

TEST(RawRow, WhatStandsBehindTheLineDoesNotMatter) {
  RowParser parser;
  for (const char* behind : {"}}}}}}", ",\"rid\":\"evil\"}", "]]]]", "\"}", "\n{\"rid\":\"next\"}", "5", "\\"}) {
    EXPECT_EQ(Rows(parser, R"({"rid":"a"})", behind), "-|-|a|-|-|-|-|-") << behind;
    for (const char* line :
         {R"({"rid":"a")", R"({"x":{"y":1})", R"([{"rid":"a"})", R"({"rid":"a)", R"({"rid":5)", R"({"rid":"a",)"}) {
      EXPECT_TRUE(Rows(parser, line, behind).starts_with("error: ")) << line << " " << behind;
    }
  }
}

TEST(RawRow, OneParserReadsManyLines) {
  RowParser parser;
  EXPECT_EQ(Rows(parser, R"({"rid":"first","ip":"x","ua":7})"), "-|x|first|7|-|-|-|-");
  EXPECT_EQ(Rows(parser, "nonsense"), "error: a value is missing at byte 1");
  EXPECT_EQ(Rows(parser, R"({"rid":"second"})"), "-|-|second|-|-|-|-|-");
  const std::string large(9 << 20, 'x');
  EXPECT_EQ(Rows(parser, "{\"data\":\"" + large + "\"}"), large + "|-|-|-|-|-|-|-");
  EXPECT_EQ(Rows(parser, R"({"rid":"small again"})"), "-|-|small again|-|-|-|-|-");
}

TEST(RawRow, ArrayLinesKeepTheTextsOfAllRowsApart) {
  std::string line = "[";
  std::string expected;
  for (int i = 0; i < 300; ++i) {
    line += (i > 0 ? ",{\"rid\":" : "{\"rid\":") + std::to_string(i) + ",\"data\":\"d" + std::to_string(i) +
            "\",\"ua\":\"\\ud83d\"}";
    expected += (i > 0 ? ";d" : "d") + std::to_string(i) + "|-|" + std::to_string(i) + "|?|-|-|-|-";
  }
  EXPECT_EQ(Rows(line + "]"), expected);
}

TEST(RawRow, NestingHasALimit) {
  EXPECT_EQ(Rows("{\"rid\":\"a\",\"x\":" + std::string(900, '[') + std::string(900, ']') + "}"), "-|-|a|-|-|-|-|-");
  EXPECT_TRUE(IsRefused("{\"rid\":\"a\",\"x\":" + std::string(200'000, '[') + std::string(200'000, ']') + "}"));
}

// The fast way (simdjson) and the slow one (rewritten to strict JSON first) must read the same rows.
TEST(RawRow, FastAndSlowWayAgreeOnRandomLines) {
  std::mt19937 random(23);
  constexpr std::string_view kPieces[] = {"{",        "}",
                                          "[",        "]",
                                          ",",        ":",
                                          "\"rid\"",  "\"data\"",
                                          "'ip'",     "\"ingest_time\"",
                                          "\"x\"",    "'a",
                                          "b'",       "\"a\"",
                                          "'",        "\"",
                                          "\\",       "\\'",
                                          "1",        "-0",
                                          "1.50",     "1e999",
                                          "null",     "true",
                                          "NaN",      "-INF",
                                          "\xFF",     "é",
                                          " ",        "\\u00e9",
                                          "\\ud83d",  "01",
                                          "\"5\"",    "\"rid\":",
                                          ",\"ip\":", "\"\\u0069p\":",
                                          "{}",       "[1]"};
  RowParser parser;
  std::string strict;
  std::string error;
  int accepted = 0;
  for (int round = 0; round < 300'000; ++round) {
    std::string line = "{\"rid\":";
    const size_t count = random() % 9;
    for (size_t i = 0; i < count; ++i) line += kPieces[random() % std::size(kPieces)];
    if (random() % 8 != 0) line += "}";
    std::string fast = Rows(parser, line);
    accepted += !fast.starts_with("error: ");
    std::string slow;
    for (size_t at = 0; at < line.size(); at = std::min(line.find_first_not_of(' ', at), line.size())) {
      size_t size = line.size() - at;
      const bool sound = NormaliseFirstJson(std::string_view(line).substr(at), size, strict, error);
      const std::string value = sound ? Rows(parser, strict) : "error: " + error;
      slow += (slow.empty() || value.empty() ? "" : ";") + value;
      at += size;
    }
    for (size_t at = fast.find("|replaced"); at != std::string::npos; at = fast.find("|replaced")) fast.erase(at, 9);
    EXPECT_EQ(fast, slow) << line;
  }
  EXPECT_GT(accepted, 10'000);
}

}  // namespace
}  // namespace millrace
