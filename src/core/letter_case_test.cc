#include "core/letter_case.h"

#include <string>

#include <gtest/gtest.h>

namespace millrace {
namespace {

std::string Lower(std::string_view text) {
  std::string out = "what it held";
  LowerCase(text, out);
  return out;
}

TEST(LetterCase, LowersAlphabets) {
  EXPECT_EQ(Lower("Google+ 2@[Z]"), "google+ 2@[z]");
  EXPECT_EQ(Lower("ÀÖØÞß×"), "àöøþß×");
  EXPECT_EQ(Lower("ĀĮĲŁŇŸŽȘ"), "āįĳłňÿžș");
  EXPECT_EQ(Lower("CỐC CỐC ƠƯ"), "cốc cốc ơư");
  EXPECT_EQ(Lower("ΆΈΌΏΑΣΫ"), "άέόώασϋ");
  EXPECT_EQ(Lower("ЀЯНДЕКС ҐӘ"), "ѐяндекс ґә");
  EXPECT_EQ(Lower("ԱՖ"), "աֆ");
  EXPECT_EQ(Lower("묻지마 검색 跑鞋 😀"), "묻지마 검색 跑鞋 😀");
}

TEST(LetterCase, KeepsSmallLettersAndMalformedBytes) {
  EXPECT_EQ(Lower("àÿāžơώяaz"), "àÿāžơώяaz");
  EXPECT_EQ(Lower("\xC3"), "\xC3");
  EXPECT_EQ(Lower("\xC3"
                  "A\xE1\xBB"),
            "\xC3"
            "a\xE1\xBB");
  EXPECT_EQ(Lower("\xFF\x80Q"), "\xFF\x80q");
}

TEST(LetterCase, ComparesHosts) {
  EXPECT_TRUE(EqualsIgnoringAsciiCase("WWW.Example.com", "www.example.COM"));
  EXPECT_FALSE(EqualsIgnoringAsciiCase("example.com", "example.co"));
  EXPECT_FALSE(EqualsIgnoringAsciiCase("[", "{"));
  EXPECT_TRUE(EqualsIgnoringAsciiCase("", ""));
}

}  // namespace
}  // namespace millrace
