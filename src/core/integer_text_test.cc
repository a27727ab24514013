#include "core/integer_text.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(IntegerText, TakesTheWholeTextOrNothing) {
  EXPECT_EQ(ParseWhole<int>("017"), 17);
  EXPECT_EQ(ParseWhole<int>("-5"), -5);
  for (const char* text : {"", "-", "+5", " 5", "5 ", "5.0", "0x5", "2147483648"}) {
    EXPECT_EQ(ParseWhole<int>(text), std::nullopt) << text;
  }
  EXPECT_EQ(ParseWhole<uint64_t>("-5"), std::nullopt);
}

TEST(IntegerText, ASignOfEitherKind) {
  EXPECT_EQ(ParseInteger("+5"), 5);
  EXPECT_EQ(ParseInteger("-9223372036854775808"), INT64_MIN);
  for (const char* text : {"+", "+-5", "-+5", "++5", "9223372036854775808"}) {
    EXPECT_EQ(ParseInteger(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace millrace
