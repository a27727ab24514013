#include "core/source_position.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(SourceError, PointsAtThePlace) {
  const SourceError error("a.yml", "one\ntwo three\n", 2, 5, "no");
  EXPECT_STREQ(error.what(), "a.yml:2:5: error: no\n  2 | two three\n    |     ^");
}

TEST(SourceError, KeepsTabsAndCountsCodePoints) {
  EXPECT_STREQ(SourceError("a", "\té x", 1, 5, "no").what(), "a:1:5: error: no\n  1 | \té x\n    | \t  ^");
}

TEST(SourceError, ShowsWindowsLinesAndTheEndOfALine) {
  EXPECT_STREQ(SourceError("a", "ab\r\ncd\r\n", 1, 3, "no").what(), "a:1:3: error: no\n  1 | ab\n    |   ^");
  EXPECT_STREQ(SourceError("a", "ab", 1, 99, "no").what(), "a:1:99: error: no\n  1 | ab\n    |   ^");
}

TEST(SourceError, LeavesOutALineThatIsNotThere) {
  EXPECT_STREQ(SourceError("a", "ab", 9, 2, "no").what(), "a:9:2: error: no");
}

TEST(SourceError, CutsLongLinesAroundThePlace) {
  const std::string text = std::string(1000, 'x') + "HERE" + std::string(1000, 'y');
  const std::string message = SourceError("a", text, 1, 1001, "no").what();
  EXPECT_LT(message.size(), 400u);
  EXPECT_NE(message.find("HERE"), std::string::npos);
}

TEST(SourceError, ShowsNoControlCharacters) {
  EXPECT_EQ(std::string(SourceError("a", "\x1b[31m", 1, 1, "no").what()).find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace millrace
