#include "raw/input_form.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "core/base64.h"
#include "raw/testing/gzip_fixture.h"

namespace millrace {
namespace {

using std::string_literals::operator""s;

std::string Text(std::string_view bytes) {
  return std::string(FormName(FormOfText(bytes)));
}
std::string Row(std::string_view json) {
  return std::string(FormName(FormOfRow(json)));
}
std::string Payload(std::string_view data, std::string_view client) {
  return std::string(FormName(FormOfPayload(data, client)));
}

TEST(InputForm, PackedFilesAreKnownByTheirFirstBytes) {
  EXPECT_EQ(Text(GzipOf("{}")), "gzip");
  EXPECT_EQ(Text("\x28\xB5\x2F\xFD\x24\x05\x29"s), "zstd");
  EXPECT_EQ(Text("BZh91AY&SY"), "bzip2");
  EXPECT_EQ(Text("\xFD"
                 "7zXZ\x00\x00\x04"s),
            "xz");
  EXPECT_EQ(Text("\x04\x22\x4D\x18\x64\x40"s), "lz4");
  EXPECT_EQ(Text("\xFF\x06\x00\x00sNaPpY"s), "snappy");
  EXPECT_EQ(Text("PK\x03\x04\x14\x00"s), "zip");
  EXPECT_EQ(Text("7z\xBC\xAF\x27\x1C\x00\x04"s), "7z");
  EXPECT_EQ(Text("raw/a.log" + std::string(248, '\0') + "ustar  "), "tar");
}

TEST(InputForm, DataOfOtherFormats) {
  EXPECT_EQ(Text("PAR1\x15\x04\x15"s), "parquet");
  EXPECT_EQ(Text("Obj\x01\x04\x14"
                 "avro.codec"s),
            "avro");
  EXPECT_EQ(Text("ORC\x0A\x03"s), "orc");
  EXPECT_EQ(Text("ARROW1\x00\x00"s), "arrow");
  EXPECT_EQ(Text("SQLite format 3\0"s), "sqlite");
  EXPECT_EQ(Text("%PDF-1.7"), "pdf");
  EXPECT_EQ(Text("\x01\x02\x93\xA1\x00\x10"s), "binary");
  EXPECT_EQ(Text("event_id,name,time"), "csv");
  EXPECT_EQ(Text("e1\tclick\t1726000000000\tshop"), "csv");
  EXPECT_EQ(Text("\"e1\";\"click\";\"shop\""), "csv");
  EXPECT_EQ(Text("<!DOCTYPE html><html><body>404"), "html");
  EXPECT_EQ(Text("<HTML>\n<head>"), "html");
  EXPECT_EQ(Text("<?xml version=\"1.0\"?><Error><Code>AccessDenied"), "xml");
  EXPECT_EQ(Text("192.0.2.7 - - [10/Sep/2024:20:26:40 +0000] \"GET /collect?a=1 HTTP/1.1\" 200 17"), "access_log");
  EXPECT_EQ(Text("data=W3siYSI6MX1d&gzip=0"), "form_body");
  EXPECT_EQ(Text("H4sIAAAAAAAC/y2OywrCMAyG3yXXnXQ="), "base64");
  EXPECT_EQ(Text("hello world"), "text");
  EXPECT_EQ(Text(""), "unknown");
}

TEST(InputForm, TextInOtherEncodings) {
  EXPECT_EQ(Text("\xFF\xFE{\0\"\0"s), "utf16");
  EXPECT_EQ(Text("\xFE\xFF\0{\0\""s), "utf16");
  EXPECT_EQ(Text("{\0\"\0a\0p\0p\0I\0d\0"s), "utf16");
  EXPECT_EQ(Text("\0{\0\"\0a\0p\0p\0"s), "utf16") << "a later line begins with the second half of a line end";
  EXPECT_EQ(Text("\xE9t\xE9 with a few bytes of Latin-1"), "binary");
}

TEST(InputForm, JsonThatIsSpreadOverLines) {
  for (const char* line : {"{", "[", "}", "},", "  \"appId\": \"shop\",", "\"ingest_time\": 1726000001000", "],"}) {
    EXPECT_EQ(Text(line), "pretty_json") << line;
  }
  EXPECT_EQ(Text("{\"appId\":\"shop\",\"data\":\"[{"), "unknown") << "a request that breaks off";
}

TEST(InputForm, RowsThatAreNoRequests) {
  EXPECT_EQ(Row(R"({"event_type":"click","event_id":"e1","timestamp":1})"), "bare_events");
  EXPECT_EQ(Row(R"({"distinct_id":"d","event":"Buy"})"), "bare_events");
  EXPECT_EQ(Row(R"({"Records":[{"eventSource":"aws:s3","s3":{}}]})"), "store_notice");
  EXPECT_EQ(Row(R"({"appId":"shop","data":"[{\"event_id\":1}]"})"), "unknown");
  EXPECT_EQ(Row(R"({"message":"x"})"), "unknown");
}

TEST(InputForm, PayloadsOfAnotherClient) {
  const std::string sdk = R"([{"event_type":"click","event_id":"e1","unique_id":"u1"}])";
  const std::string gtm = R"({"event_name":"page_view","client_id":"c1","ga_session_id":"1"})";
  const std::string sensors = R"([{"event":"Buy","distinct_id":"d1","properties":{}}])";
  EXPECT_EQ(Payload(sdk, "clickstream"), "unknown");
  EXPECT_EQ(Payload(sdk, "gtm"), "sdk");
  EXPECT_EQ(Payload(sdk, "sensors"), "sdk");
  EXPECT_EQ(Payload(gtm, "clickstream"), "gtm");
  EXPECT_EQ(Payload(gtm, "gtm"), "unknown");
  EXPECT_EQ(Payload(sensors, "clickstream"), "sensors");
  EXPECT_EQ(Payload("crc=7&gzip=1&data_list=H4sI", "gtm"), "sensors");
  EXPECT_EQ(Payload("data=eyJldmVudCI6", "sensors"), "unknown");
  EXPECT_EQ(Payload("H4sIAAAAAAAC/y2O", "gtm"), "sdk");
  EXPECT_EQ(Payload("H4sIAAAAAAAC/y2O", "clickstream"), "unknown") << "damaged, but of the right kind";
}

TEST(InputForm, PayloadsThatArePackedOtherwise) {
  for (const std::string& packed : {"\x28\xB5\x2F\xFD\x24\x05\x29\x00"s, "\x78\x9C\x4B\x4C\x04\x00"s, "BZh91AY&SY"s}) {
    std::string base64;
    AppendBase64(base64, packed);
    EXPECT_EQ(Payload(base64, "clickstream"), "packed_otherwise");
  }
  EXPECT_EQ(Payload("aGVsbG8gd29ybGQ=", "clickstream"), "unknown");
}

TEST(InputForm, EachHasANameAndSaysWhatToDo) {
  std::set<std::string_view> names;
  for (int i = 0; i < static_cast<int>(InputForm::kFormCount); ++i) {
    const auto form = static_cast<InputForm>(i);
    EXPECT_TRUE(names.insert(FormName(form)).second) << FormName(form);
    EXPECT_FALSE(FormDescription(form).empty());
    EXPECT_FALSE(FormAdvice(form).empty());
  }
}

}  // namespace
}  // namespace millrace
