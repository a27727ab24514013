#include "core/base64.h"

#include <random>

#include <gtest/gtest.h>

namespace millrace {
namespace {

std::string Encoded(std::string_view bytes) {
  std::string out;
  AppendBase64(out, bytes);
  return out;
}

// The bytes, or `error at N`.
std::string Decoded(std::string_view text) {
  std::string out(Base64DecodedBound(text.size()), '\xEE');
  const Base64Result result = DecodeBase64(text, out.data());
  if (!result.ok) return "error at " + std::to_string(result.error_at);
  out.resize(result.size);
  return out;
}

TEST(Base64, TestVectorsOfRfc4648) {
  constexpr std::pair<const char*, const char*> kVectors[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
  };
  for (const auto& [bytes, text] : kVectors) {
    EXPECT_EQ(Encoded(bytes), text);
    EXPECT_EQ(Decoded(text), bytes);
  }
}

TEST(Base64, PaddingMayBeLeftOut) {
  EXPECT_EQ(Decoded("Zg"), "f");
  EXPECT_EQ(Decoded("Zm8"), "fo");
  EXPECT_EQ(Decoded("Zm9vYg"), "foob");
}

TEST(Base64, RefusesAllButTheAlphabet) {
  EXPECT_EQ(Decoded("Zm9v\nYmFy"), "error at 4");
  EXPECT_EQ(Decoded(" Zm9v"), "error at 0");
  EXPECT_EQ(Decoded("Zm-_"), "error at 2");
  EXPECT_EQ(Decoded("Z"), "error at 1");
  EXPECT_EQ(Decoded("Zm9vY"), "error at 5");
  EXPECT_EQ(Decoded("Zg="), "error at 2");
  EXPECT_EQ(Decoded("Z==="), "error at 1");
  EXPECT_EQ(Decoded("===="), "error at 0");
  EXPECT_EQ(Decoded("Zg==Zg=="), "error at 2");
  EXPECT_EQ(Decoded("[{\"a\":1"), "error at 0");
  EXPECT_EQ(Decoded("Zm9\xC3\xA9"), "error at 3");
}

TEST(Base64, EveryBadByteIsFoundWhereItStands) {
  const std::string good(67, 'Q');
  for (size_t place = 0; place < good.size(); ++place) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string text = good;
      text[place] = static_cast<char>(byte);
      const bool sound = std::isalnum(byte) != 0 || byte == '+' || byte == '/';
      if (!sound) {
        EXPECT_EQ(Decoded(text), "error at " + std::to_string(place));
      }
    }
  }
}

TEST(Base64, ReadsBackWhatItWrote) {
  std::mt19937 random(11);
  for (size_t size = 0; size < 300; ++size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    EXPECT_EQ(Decoded(Encoded(bytes)), bytes);
  }
}

TEST(Base64, HasAFormForUrls) {
  EXPECT_EQ(Base64Url(""), "");
  EXPECT_EQ(Base64Url("f"), "Zg");
  EXPECT_EQ(Base64Url("\xfb\xff\xfe"), "-__-");
}

}  // namespace
}  // namespace millrace
