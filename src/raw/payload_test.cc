#include "raw/payload.h"

#include <gtest/gtest.h>

#include "core/base64.h"
#include "core/error.h"
#include "raw/testing/gzip_fixture.h"

namespace millrace {
namespace {

std::string Packed(std::string_view text) {
  std::string out;
  AppendBase64(out, GzipOf(text));
  return out;
}

// The JSON text, or `reason: detail`.
std::string Text(const PayloadDecoder::Result& result) {
  if (result.json.data() == nullptr) {
    return std::string(RejectReasonName(result.reason)) + ": " + std::string(result.detail);
  }
  unsigned sum = 0;
  for (size_t i = 0; i < kJsonPadding; ++i)
    sum += static_cast<unsigned char>(result.json.data()[result.json.size() + i]);
  EXPECT_LE(sum, kJsonPadding * 255);
  return std::string(result.json);
}

std::string Decoded(NullableText data) {
  PayloadDecoder decoder;
  return Text(decoder.Decode(data, false));
}

std::string Repaired(NullableText data) {
  PayloadDecoder decoder;
  EXPECT_NE(decoder.Decode(data, false).json.data(), nullptr);
  return Text(decoder.Repair());
}

// raw-input §3.1, row by row.
TEST(Payload, NullMissingOrEmptyIsAMissingPayload) {
  EXPECT_EQ(Decoded({}), "missing_payload: data is null or missing");
  EXPECT_EQ(Decoded(""), "missing_payload: data is empty");
  EXPECT_EQ(Decoded(" \n"), "missing_payload: data is empty");
}

TEST(Payload, PlainJsonIsUsedAsItIs) {
  EXPECT_EQ(Decoded(R"([{"a":1}])"), R"([{"a":1}])");
  EXPECT_EQ(Decoded(" \x01\t[1]\r\n "), "[1]");
  EXPECT_EQ(Decoded("[]"), "[]");
}

TEST(Payload, PlainPaddedJsonIsNotCopied) {
  const std::string buffer = "  [1] " + std::string(kJsonPadding, '!');
  const std::string_view data(buffer.data(), buffer.size() - kJsonPadding);
  PayloadDecoder decoder;
  EXPECT_EQ(decoder.Decode(data, true).json.data(), buffer.data() + 2);
  EXPECT_NE(decoder.Decode(data, false).json.data(), buffer.data() + 2);
}

TEST(Payload, Base64OfGzipIsInflated) {
  EXPECT_EQ(Decoded(Packed(R"([{"a":1}])")), R"([{"a":1}])");
  EXPECT_EQ(Decoded(Packed(" \r\n [1] trailing")), "[1] trailing");
  std::string unpadded = Packed("[1,2,3,4]");
  while (unpadded.ends_with('=')) unpadded.pop_back();
  EXPECT_EQ(Decoded(unpadded), "[1,2,3,4]");
}

// raw-input difference 1: these vanish in the reference.
TEST(Payload, ASingleObjectIsABundleOfOne) {
  EXPECT_EQ(Decoded(R"( {"a":1} )"), R"({"a":1})");
  EXPECT_EQ(Decoded(Packed(R"({"a":1})")), R"({"a":1})");
}

// raw-input §7, E2.
TEST(Payload, WorkedExampleE2) {
  const std::string text = Decoded(
      "H4sIAAAAAAAC/y2O2wrCMAyG3yXXnXQDD9udD+ATjDHKGrW4HmxTQcbe3ZQayMX3/"
      "UnIuAF+0NFM34AwgNJ6Jj8vKhKIf2Q0B9hI2bFSIVSRnj4wk7GYSNkAQ"
      "3vuTrLUkVtAduadsQ7npr3wcFgV3X20bK5OR8+ZAENoEwzjBvXuK7dsnbLln1t+lL1olkL9oZeMi199ZIyoYZ/26QdkBmSqxQAAAA==");
  EXPECT_TRUE(text.starts_with("[{")) << text;
  for (const char* part : {R"("event_type":"add_to_cart")", R"("e-002")", R"("u-18")", R"("Android")",
                           R"({"id":"sku1","name":"Mug","price":"9.90","color":"red"})"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << " is not in " << text;
  }
}

// raw-input difference 2: with quotes or backslashes in them these vanish in the reference.
TEST(Payload, WhatCannotBeDecodedIsABadPayloadWithItsReason) {
  EXPECT_EQ(Repaired(R"([{"a":1)"), "bad_payload: the text ends early at byte 8");
  EXPECT_EQ(Repaired(R"({"a":1)"), "bad_payload: the text ends early at byte 7");
  EXPECT_EQ(Decoded("hello world"), "bad_payload: neither JSON nor base64, see byte 6");
  EXPECT_EQ(Decoded("\"text\""), "bad_payload: neither JSON nor base64, see byte 1");
  EXPECT_EQ(Decoded("aGVsbG8gd29ybGQ="), "bad_payload: base64, but not of gzip");
  EXPECT_EQ(Decoded("W10="), "bad_payload: base64, but not of gzip");
  EXPECT_EQ(Decoded(Packed("17")), "bad_payload: the decompressed text is neither an object nor an array");
  EXPECT_EQ(Decoded(Packed("\"[1]\"")), "bad_payload: the decompressed text is neither an object nor an array");
  EXPECT_EQ(Decoded(Packed("")), "bad_payload: the decompressed text is neither an object nor an array");
}

TEST(Payload, Base64IsOfTheUntrimmedText) {
  const std::string packed = Packed("[1]");
  EXPECT_EQ(Decoded(" " + packed), "bad_payload: neither JSON nor base64, see byte 1");
  EXPECT_TRUE(Decoded(packed + "\n").starts_with("bad_payload: neither JSON nor base64"));
  EXPECT_TRUE(Decoded(packed.substr(0, 8) + "\n" + packed.substr(8)).starts_with("bad_payload: neither JSON"));
}

TEST(Payload, TruncatedAndDamagedGzipIsNeverUsed) {
  const std::string gzip = GzipOf(R"([{"a":"some text that is long enough to be cut"}])");
  for (size_t cut = 0; cut < gzip.size(); ++cut) {
    std::string text;
    AppendBase64(text, std::string_view(gzip).substr(0, cut));
    EXPECT_NE(Decoded(text).find("_payload: "), std::string::npos) << cut;
  }
  std::string wrong = gzip;
  wrong[gzip.size() - 8] ^= 1;
  std::string text;
  AppendBase64(text, wrong);
  EXPECT_EQ(Decoded(text), "bad_payload: the gzip data is corrupt or ends early");
}

TEST(Payload, SeveralMembersAreOneText) {
  std::string text;
  AppendBase64(text, GzipOf("[1,") + GzipOf("") + GzipOf(std::string(10'000, ' ')) + GzipOf("2]"));
  EXPECT_EQ(Decoded(text), "[1," + std::string(10'000, ' ') + "2]");
  text.clear();
  AppendBase64(text, GzipOf("[1]") + "whatever");
  EXPECT_EQ(Decoded(text), "[1]") << "what follows the last member is left alone";
}

TEST(Payload, ASizeThatTheGzipLiesAboutIsNoMatter) {
  // The hint is read from the end, where here is something else.
  std::string text;
  AppendBase64(text, GzipOf("[" + std::string(50'000, ' ') + "1]") + std::string("\xFF\xFF\xFF\xFF"));
  EXPECT_EQ(Decoded(text).size(), 50'003u);
}

TEST(Payload, ABombIsRefused) {
  PayloadDecoder decoder(10'000);
  EXPECT_EQ(Text(decoder.Decode(Packed("[" + std::string(9'998, ' ') + "]"), false)).size(), 10'000u);
  EXPECT_EQ(Text(decoder.Decode(Packed("[" + std::string(9'999, ' ') + "]"), false)),
            "bad_payload: the payload decompresses to more than 10000 bytes");
  EXPECT_EQ(Text(decoder.Decode(Packed("[1]"), false)), "[1]") << "the decoder goes on";
}

TEST(Payload, RepairRewritesTheDialect) {
  EXPECT_EQ(Repaired("[{'a':NaN}]"), R"([{"a":"NaN"}])");
  EXPECT_EQ(Repaired(Packed("[{'a':-INF}] and more")), R"([{"a":"-Infinity"}])");
  EXPECT_EQ(Repaired("{'it':'s'}"), R"({"it":"s"})");
}

// spec/README.md, «several values».
TEST(Payload, SeveralValuesAreKeptAndSoIsWhatFollowsThem) {
  for (const PayloadForm form : {PayloadForm::kBundle, PayloadForm::kJson, PayloadForm::kForm}) {
    const std::string sent = "{\"a\":1}[2]\n {\"b\":\"\xFF\"}  and\xFF more ";
    PayloadDecoder decoder;
    EXPECT_EQ(Text(decoder.Decode(sent, false, form)), sent.substr(0, sent.size() - 1));
    const PayloadDecoder::Result result = decoder.Repair();
    EXPECT_EQ(result.json, "{\"a\":1}\n[2]\n{\"b\":\"\uFFFD\"}");
    EXPECT_EQ(result.rest, "and\xFF more");
    EXPECT_EQ(result.rest_detail, "a value is missing at byte 24");
  }
  PayloadDecoder decoder;
  decoder.Decode(Packed("[1]\n[\"a\nb\"]"), false);
  PayloadDecoder::Result result = decoder.Repair();
  EXPECT_EQ(result.json, "[1]\n[\"ab\"]") << "line breaks are no reason to lose a value";
  EXPECT_EQ(result.rest, "");
  decoder.Decode(Packed("[1]\n[\n"), false);
  result = decoder.Repair();
  EXPECT_EQ(result.json, "[1]");
  EXPECT_EQ(result.rest, "[\n");
}

TEST(Payload, RepairReplacesWhatIsNotUtf8AndSaysSo) {
  PayloadDecoder decoder;
  decoder.Decode(Packed("[\"a\xFF\xC3z\"]"), false);
  PayloadDecoder::Result result = decoder.Repair();
  EXPECT_EQ(Text(result), "[\"a\uFFFD\uFFFDz\"]");
  EXPECT_TRUE(result.replaced_utf8);
  decoder.Decode("['a']", false);
  EXPECT_FALSE(decoder.Repair().replaced_utf8);
}

// raw-input §3.1 row 3 with decision 8.
TEST(Payload, RepairDropsLineBreaksOfInflatedTextOnlyWhereItMust) {
  EXPECT_EQ(Repaired(Packed("[\"a\nb\"]")), R"(["ab"])");
  EXPECT_EQ(Repaired(Packed("[\"a\r\nb\",\r\n1]")), R"(["ab",1])");
  EXPECT_EQ(Repaired(Packed("[1,\n2]")), "[1,2]");
  EXPECT_EQ(Repaired("[\"a\nb\"]"), "bad_payload: a raw control character in a string at byte 4")
      << "a plain payload keeps its line breaks";
  EXPECT_EQ(Repaired(Packed("[\"a\n\tb\"]")), "bad_payload: a raw control character in a string at byte 4");
}

TEST(Payload, RepairRefusesWhatIsNoJson) {
  EXPECT_EQ(Repaired("[01]"), "bad_payload: a value is missing at byte 2");
  EXPECT_EQ(Repaired(Packed("{\"a\":1")), "bad_payload: the text ends early at byte 7");
}

TEST(Payload, RepairKeepsTheDecodedText) {
  PayloadDecoder decoder;
  const PayloadDecoder::Result first = decoder.Decode(Packed("['a\nb']"), false);
  decoder.Repair();
  EXPECT_EQ(Text(first), "['a\nb']");
}

TEST(Payload, RepairWithoutAPayloadIsABug) {
  PayloadDecoder decoder;
  decoder.Decode("nonsense", false);
  EXPECT_THROW(decoder.Repair(), InternalError);
}

std::string DecodedAs(PayloadForm form, NullableText data) {
  PayloadDecoder decoder;
  return Text(decoder.Decode(data, false, form));
}

std::string RepairedAs(PayloadForm form, NullableText data) {
  PayloadDecoder decoder;
  EXPECT_NE(decoder.Decode(data, false, form).json.data(), nullptr);
  return Text(decoder.Repair());
}

// As a form's value: a plus would be a blank.
std::string Escaped(std::string text) {
  for (size_t at = text.find('+'); at != std::string::npos; at = text.find('+')) text.replace(at, 1, "%2B");
  return text;
}

std::string Base64(std::string_view text) {
  std::string out;
  AppendBase64(out, text);
  return out;
}

// raw-input §3.2.
TEST(Payload, GtmSendsJsonAlone) {
  EXPECT_EQ(DecodedAs(PayloadForm::kJson, " [1] "), "[1]");
  EXPECT_EQ(DecodedAs(PayloadForm::kJson, R"({"a":1})"), R"({"a":1})");
  EXPECT_EQ(DecodedAs(PayloadForm::kJson, {}), "missing_payload: data is null or missing");
  EXPECT_EQ(DecodedAs(PayloadForm::kJson, "  "), "missing_payload: data is empty");
  EXPECT_EQ(DecodedAs(PayloadForm::kJson, "7"), "bad_payload: neither a JSON object nor an array");
  EXPECT_EQ(DecodedAs(PayloadForm::kJson, Packed("[1]")), "bad_payload: neither a JSON object nor an array");
}

// raw-input §2: of the dialect only the text behind the value.
TEST(Payload, ElsewhereThanInSdkPayloadsJsonIsStrict) {
  for (const PayloadForm form : {PayloadForm::kJson, PayloadForm::kForm}) {
    EXPECT_EQ(RepairedAs(form, R"([{"a":1}] and more)"), R"([{"a":1}])");
    EXPECT_EQ(RepairedAs(form, "[\"a\xFF\"]"), "[\"a\xEF\xBF\xBD\"]");
    EXPECT_TRUE(RepairedAs(form, "[NaN]").starts_with("bad_payload"));
    EXPECT_TRUE(RepairedAs(form, "['a']").starts_with("bad_payload"));
    EXPECT_TRUE(RepairedAs(form, "[1").starts_with("bad_payload"));
  }
}

TEST(Payload, TheDialectIsThatOfTheLastPayload) {
  PayloadDecoder decoder;
  decoder.Decode("[NaN]", false, PayloadForm::kJson);
  EXPECT_EQ(decoder.Repair().json.data(), nullptr);
  decoder.Decode("[NaN]", false);
  EXPECT_EQ(decoder.Repair().json, R"(["NaN"])");
}

// raw-input §3.3, row by row.
TEST(Payload, SensorsSendsJsonOrAForm) {
  const auto decoded = [](const std::string& data) { return DecodedAs(PayloadForm::kForm, data); };
  EXPECT_EQ(decoded(R"({"a":1})"), R"({"a":1})");
  EXPECT_EQ(decoded("crc=7&gzip=0&data=" + Base64(R"({"a":1})")), R"({"a":1})");
  EXPECT_EQ(decoded(" data_list=" + Base64("[1]") + "&data=no "), "[1]");
  EXPECT_EQ(decoded("data_list=" + Escaped(Packed("[1, 2]"))), "[1, 2]");
  EXPECT_EQ(decoded("data=" + Base64("{\"a\":1}[2]")), "{\"a\":1}[2]");
  EXPECT_EQ(Base64("[\"?~\xE4\xBE\x80\"]"), "WyI/fuS+gCJd");
  for (const char* const plus : {"+", " ", "%20", "%2B"}) {
    EXPECT_EQ(decoded("data=WyI/fuS" + std::string(plus) + "gCJd"), "[\"?~\xE4\xBE\x80\"]") << plus;
  }
  EXPECT_EQ(decoded("data=W3%7D"), "bad_payload: neither JSON nor base64, see byte 3");
  EXPECT_EQ(decoded("data=aW1%2B"), "bad_payload: base64, but not of gzip") << "decoded first: aW1+";
  EXPECT_EQ(decoded("data=" + Base64("text")), "bad_payload: base64, but not of gzip");
  EXPECT_EQ(decoded("data="), "bad_payload: base64, but not of gzip");
  EXPECT_EQ(decoded("data=%%%"), "bad_payload: neither JSON nor base64, see byte 1");
  EXPECT_EQ(decoded("junk"), "bad_payload: neither JSON nor a form with data");
  EXPECT_EQ(decoded("crc=1&x"), "bad_payload: neither JSON nor a form with data");
  EXPECT_EQ(decoded(Packed("[1]")), "bad_payload: neither JSON nor a form with data");
}

TEST(Payload, LineBreaksOfAnInflatedFormGoWhenItDoesNotParseOtherwise) {
  EXPECT_EQ(RepairedAs(PayloadForm::kForm, "data=" + Escaped(Packed("[\"a\nb\"]"))), R"(["ab"])");
}

}  // namespace
}  // namespace millrace
