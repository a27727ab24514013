#include "cli/terminal.h"

#include <cstdlib>

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(Terminal, WidthsFollowTheScript) {
  EXPECT_EQ(DisplayWidth("abc"), 3u);
  EXPECT_EQ(DisplayWidth("é"), 1u);
  EXPECT_EQ(DisplayWidth("日本"), 4u);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1u);
  EXPECT_EQ(DisplayWidth("😀"), 2u);
  EXPECT_EQ(DisplayWidth("\xff\xfe"), 2u);
  EXPECT_EQ(DisplayWidth("\xe6\x97"), 1u);
}

TEST(Terminal, CutsBetweenCodePoints) {
  EXPECT_EQ(CutToWidth("abcdef", 6), "abcdef");
  EXPECT_EQ(CutToWidth("abcdef", 4), "abc…");
  EXPECT_EQ(CutToWidth("日本語", 4), "日…");
  EXPECT_EQ(CutToWidth("abc", 0), "");
}

TEST(Terminal, WrapsAtBlanksOnly) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(WrapToWidth("one two three", 7), (Lines{"one two", "three"}));
  EXPECT_EQ(WrapToWidth("one  two", 80), Lines{"one  two"});
  EXPECT_EQ(WrapToWidth("a-word-that-is-longer b", 10), (Lines{"a-word-that-is-longer", "b"}));
  EXPECT_EQ(WrapToWidth("日本 語", 4), (Lines{"日本", "語"}));
  EXPECT_EQ(WrapToWidth("", 10), Lines{""});
}

TEST(Terminal, TextStandsBesideItsLabelWhereThereIsRoom) {
  EXPECT_EQ(BesideLabel("  a", std::string(60, 'x') + " y", 6, 72), "  a   " + std::string(60, 'x') + " y\n");
  EXPECT_EQ(BesideLabel("  a", std::string(66, 'x') + " y", 6, 72), "  a   " + std::string(66, 'x') + "\n      y\n");
  EXPECT_EQ(BesideLabel("  abc", "x", 6, 80), "  abc\n      x\n");
  EXPECT_EQ(BesideLabel("  a", "x", 20, 50), "  a     x\n") << "narrow";
  EXPECT_EQ(BesideLabel("  a", "", 6, 80), "  a\n");
}

TEST(Terminal, ColorIsAskedForRefusedOrGuessed) {
  EXPECT_TRUE(UseColor(ColorMode::kAlways, stderr));
  EXPECT_FALSE(UseColor(ColorMode::kNever, stderr));
  ::setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(UseColor(ColorMode::kAuto, stderr));
  ::unsetenv("NO_COLOR");
  EXPECT_EQ(Paint("x", Color::kRed, true), "\x1b[31mx\x1b[0m");
  EXPECT_EQ(Paint("x", Color::kRed, false), "x");
}

}  // namespace
}  // namespace millrace
