#include "core/utf8.h"

#include <random>

#include <gtest/gtest.h>

namespace millrace {
namespace {

std::string Repaired(std::string_view bytes) {
  std::string out = "old";
  ReplaceInvalidUtf8(bytes, out);
  return out;
}

TEST(Utf8, TruncateCutsBetweenCodePoints) {
  EXPECT_EQ(TruncateUtf8("abc", 5), "abc");
  EXPECT_EQ(TruncateUtf8("abc", 3), "abc");
  EXPECT_EQ(TruncateUtf8("abc", 2), "ab");
  EXPECT_EQ(TruncateUtf8("aé", 2), "a");
  EXPECT_EQ(TruncateUtf8("aé", 3), "aé");
  EXPECT_EQ(TruncateUtf8("€€", 5), "€");
  EXPECT_EQ(TruncateUtf8("€€", 2), "");
  EXPECT_EQ(TruncateUtf8("é", 0), "");
  for (size_t limit = 4; limit < 8; ++limit) EXPECT_EQ(TruncateUtf8("😀😀", limit), "😀") << limit;
}

// The reference appends a `?` here: lake-tables difference 2.
TEST(Utf8, TruncateLeavesNoMarkAfterACutEmoji) {
  std::string emoji;
  for (int i = 0; i < 100; ++i) emoji += "😀";
  EXPECT_EQ(TruncateUtf8(emoji, 255).size(), 252u);
  EXPECT_TRUE(IsValidUtf8(TruncateUtf8(emoji, 255)));
}

TEST(Utf8, TruncateOfNoUtf8CutsAtTheLimit) {
  EXPECT_EQ(TruncateUtf8(std::string(10, '\x80'), 6).size(), 6u);
}

TEST(Utf8, ReplacesEachMalformedSequenceOnce) {
  EXPECT_EQ(Repaired(""), "");
  EXPECT_EQ(Repaired("plain é € 😀"), "plain é € 😀");
  EXPECT_EQ(Repaired("a\xFF z"), "a\uFFFD z");
  EXPECT_EQ(Repaired("\x80\x80"), "\uFFFD\uFFFD");                      // continuations alone
  EXPECT_EQ(Repaired("\xC3"), "\uFFFD");                                // cut off at the end
  EXPECT_EQ(Repaired("\xE2\x82"), "\uFFFD");                            // two of three: one sequence
  EXPECT_EQ(Repaired("\xE2\x82z"), "\uFFFDz");                          //
  EXPECT_EQ(Repaired("\xF0\x9F\x98z"), "\uFFFDz");                      // three of four
  EXPECT_EQ(Repaired("\xC0\xAF"), "\uFFFD\uFFFD");                      // overlong
  EXPECT_EQ(Repaired("\xE0\x80\x80"), "\uFFFD\uFFFD\uFFFD");            // overlong
  EXPECT_EQ(Repaired("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");            // a surrogate
  EXPECT_EQ(Repaired("\xF4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD");  // beyond U+10FFFF
  EXPECT_EQ(Repaired("\xC3\xC3\xA9"), "\uFFFDé");
}

TEST(Utf8, RepairedBytesAreValidAndSoundOnesAreKept) {
  std::mt19937 random(7);
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes;
    const size_t size = random() % 12;
    for (size_t i = 0; i < size; ++i) {
      constexpr std::string_view kBytes = "a\x7F\x80\xBF\xA0\x90\x9F\xC2\xC1\xE0\xED\xEF\xF0\xF4\xF5\xFF";
      bytes.push_back(kBytes[random() % kBytes.size()]);
    }
    const std::string repaired = Repaired(bytes);
    EXPECT_TRUE(IsValidUtf8(repaired));
    if (IsValidUtf8(bytes)) {
      EXPECT_EQ(repaired, bytes);
    }
    EXPECT_EQ(Repaired(repaired), repaired);
  }
}

TEST(Utf8, AppendsEveryLength) {
  std::string out;
  for (const char32_t code_point : {U'a', U'é', U'€', U'😀'}) AppendUtf8(out, code_point);
  EXPECT_EQ(out, "aé€😀");
}

TEST(Utf8, BytesThatAreNoTextAreShown) {
  EXPECT_EQ(EscapeInvalidUtf8("raw/a.gz"), "raw/a.gz");
  EXPECT_EQ(EscapeInvalidUtf8("caf\xE9-é-\xFF.gz"), "caf\\xe9-é-\\xff.gz");
  EXPECT_EQ(EscapeInvalidUtf8("\xF0\x9F\x98"), "\\xf0\\x9f\\x98") << "every byte of what breaks off";
  EXPECT_EQ(EscapeInvalidUtf8(""), "");
}

TEST(Utf8, ANameCannotControlATerminal) {
  EXPECT_EQ(ShownName("raw/é a.gz"), "raw/é a.gz");
  EXPECT_EQ(ShownName("a\n\x1B[2J\x7F\r\t\xFF"), "a\\x0a\\x1b[2J\\x7f\\x0d\\x09\\xff");
  EXPECT_EQ(ShownName("a\u0080b\u009Bc\u00A0d"), "a\\xc2\\x80b\\xc2\\x9bc\u00A0d") << "some terminals obey these";
  EXPECT_EQ(ShownName(std::string_view("\0", 1)), "\\x00");
  EXPECT_EQ(ShownText("first\n\tsecond\x1B[31m\n"), "first\n\tsecond\\x1b[31m\n");
}

}  // namespace
}  // namespace millrace
