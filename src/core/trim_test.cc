#include "core/trim.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(Trim, BlanksGoAndOtherControlsStay) {
  EXPECT_EQ(Trim(" \t\r\na b\n "), "a b");
  EXPECT_EQ(TrimEnd(" a \t"), " a");
  EXPECT_EQ(Trim(" \r\n"), "");
  EXPECT_EQ(Trim("\va\f"), "\va\f");
  EXPECT_TRUE(IsBlank(""));
  EXPECT_TRUE(IsBlank(" \n"));
  EXPECT_FALSE(IsBlank(" \v"));
}

TEST(Trim, AsJavaCutsThem) {
  EXPECT_EQ(TrimControls(std::string_view("\0 \v\x1F"
                                          "a\x7F\x01",
                                          7)),
            "a\x7F");
  EXPECT_EQ(TrimControls("\xC2\xA0x"), "\xC2\xA0x") << "a blank of Unicode is none";
}

}  // namespace
}  // namespace millrace
