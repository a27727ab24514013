#include "core/one_line.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(OneLine, KeepsWordsAndDropsWhatPoints) {
  EXPECT_EQ(OneLine("Parser Error: syntax error at or near \"SELEC\"\n\nLINE 1: SELEC 1\r\n        ^\n"),
            "Parser Error: syntax error at or near \"SELEC\" LINE 1: SELEC 1");
  EXPECT_EQ(OneLine("  a\tb   c  "), "a b c");
  EXPECT_EQ(OneLine("x ^ y"), "x ^ y");
  EXPECT_EQ(OneLine("\n^\n  | ^"), "");
  EXPECT_EQ(OneLine(""), "");
}

}  // namespace
}  // namespace millrace
