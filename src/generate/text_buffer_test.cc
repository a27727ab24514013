#include "generate/text_buffer.h"

#include <string>

#include <gtest/gtest.h>

#include "generate/calendar.h"

namespace millrace::generate {
namespace {

std::string Cents(int64_t cents) {
  TextBuffer out;
  out.AppendCents(cents);
  return std::string(out.view());
}

TEST(TextBuffer, WritesNumbers) {
  TextBuffer out;
  out << -5 << ' ' << int64_t{1741564800000} << ' ' << 0.25 << ' ';
  out.AppendPadded(42, 5);
  out << ' ';
  out.AppendHex(0xABC, 5);
  EXPECT_EQ(out.view(), "-5 1741564800000 0.25 00042 00abc");
}

TEST(TextBuffer, WritesAmountsWithoutNeedlessZeros) {
  EXPECT_EQ(Cents(1843), "18.43");
  EXPECT_EQ(Cents(750), "7.5");
  EXPECT_EQ(Cents(29800), "298.0");
  EXPECT_EQ(Cents(5), "0.05");
}

TEST(TextBuffer, WritesUuidsOfVersion4) {
  TextBuffer out;
  out.AppendUuid(~uint64_t{0}, 0);
  EXPECT_EQ(out.view(), "ffffffff-ffff-4fff-8000-000000000000");
}

TEST(TextBuffer, GrowsAndKeepsWhatItHolds) {
  TextBuffer out;
  std::string expected;
  for (int i = 0; i < 5000; ++i) {
    out << i << ',';
    expected += std::to_string(i) + ',';
  }
  EXPECT_EQ(out.view(), expected);
  EXPECT_EQ(out.view(2, 3), "1,2");
  out.Truncate(3);
  EXPECT_EQ(out.view(), "0,1");
  out.Clear();
  EXPECT_EQ(out.size(), 0u);
}

TEST(UtcTime, WritesTheFormsOfRowsAndSessionIds) {
  // The session of a sample row: 150a54ab-20250310-004343472.
  const UtcTime time(1741567423472);
  TextBuffer out;
  time.AppendCompact(out);
  out << ' ';
  time.AppendSeconds(out);
  EXPECT_EQ(out.view(), "20250310-004343472 2025-03-10T00:43:43");
  EXPECT_EQ(time.hour(), 0);
}

TEST(UtcTime, TakesTimesBefore1970) {
  TextBuffer out;
  UtcTime(-1).AppendCompact(out);
  EXPECT_EQ(out.view(), "19691231-235959999");
}

}  // namespace
}  // namespace millrace::generate
