#include "core/percent_encoding.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(PercentEncoding, KeysAndNamesAreEncodedByteByByte) {
  EXPECT_EQ(UrlEncode("a=b/c d~ä%", true), "a%3Db/c%20d~%C3%A4%25");
  EXPECT_EQ(UrlEncode("a/b", false), "a%2Fb");
}

TEST(PercentEncoding, EveryEscapeBecomesItsByteAndOthersStay) {
  EXPECT_EQ(PercentDecode("a%3Db/c+d%7e%C3%A4%", Plus::kBlank), "a=b/c d~ä%");
  EXPECT_EQ(PercentDecode("a+b%2fc%zz%4", Plus::kKeep), "a+b/c%zz%4");
  EXPECT_EQ(PercentDecode("%ff", Plus::kKeep), "\xFF") << "also what is no UTF-8";
  EXPECT_EQ(PercentDecode(UrlEncode("+ %41", false), Plus::kBlank), "+ %41");
}

}  // namespace
}  // namespace millrace
