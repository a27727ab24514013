#include "core/quantity.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(Quantity, SizesAreReadWithUnitsOfBothKinds) {
  EXPECT_EQ(ParseSize("4096B"), 4096u);
  EXPECT_EQ(ParseSize("0B"), 0u);
  EXPECT_EQ(ParseSize("8GiB"), 8ULL << 30);
  EXPECT_EQ(ParseSize("640 MiB"), 640u << 20);
  EXPECT_EQ(ParseSize("1.5GB"), 1'500'000'000u);
  EXPECT_EQ(ParseSize("2k"), 2000u);
  EXPECT_EQ(ParseSize("1TiB"), 1ULL << 40);
  EXPECT_EQ(ParseSize("7B"), 7u);
  EXPECT_EQ(ParseSize("640mib"), 640u << 20);
  EXPECT_EQ(ParseSize("2Ki"), 2048u);
  for (const char* text :
       {"", "4096", "0", "GiB", "1i", "1iB", "1MM", "1BB", "-1", "1XB", "1 0", "99999999TiB", "1e3", "nan", ".5G"}) {
    EXPECT_EQ(ParseSize(text), std::nullopt) << text;
  }
}

TEST(Quantity, MessagesTellAMissingUnitFromOtherFaults) {
  EXPECT_EQ(NotASize("640"),
            "expected a size like 640MiB or 50GB, found `640`, which has no unit: B kB MB GB TB, or KiB MiB GiB TiB");
  EXPECT_EQ(NotASize("much"), "expected a size like 640MiB or 50GB, found `much`");
}

TEST(Quantity, SizesAreWrittenWithThreeDigits) {
  EXPECT_EQ(FormatSize(0), "0 B");
  EXPECT_EQ(FormatSize(1023), "1023 B");
  EXPECT_EQ(FormatSize(1024), "1 KiB");
  EXPECT_EQ(FormatSize(1'310'720), "1.25 MiB");
  EXPECT_EQ(FormatSize(199'700'000), "190 MiB");
  EXPECT_EQ(FormatSize(8ULL << 30), "8 GiB");
}

TEST(Quantity, CountsHaveCommas) {
  EXPECT_EQ(FormatCount(0), "0");
  EXPECT_EQ(FormatCount(999), "999");
  EXPECT_EQ(FormatCount(1000), "1,000");
  EXPECT_EQ(FormatCount(1'234'567), "1,234,567");
}

TEST(Quantity, DecimalsKeepThreeDigitsThatCount) {
  EXPECT_EQ(FormatDecimal(0), "0");
  EXPECT_EQ(FormatDecimal(12.34), "12.3");
  EXPECT_EQ(FormatDecimal(12.0), "12");
  EXPECT_EQ(FormatDecimal(250'123.4), "250,123");
  EXPECT_EQ(FormatDecimal(0.00417), "0.00417");
  EXPECT_EQ(FormatDecimal(0.5), "0.5");
}

}  // namespace
}  // namespace millrace
