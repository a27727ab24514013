#include "generate/random.h"

#include <gtest/gtest.h>

namespace millrace::generate {
namespace {

TEST(Random, IsTheSameEverywhere) {
  Random random(1);
  EXPECT_EQ(random.Next(), 8519585912109933218u);
  EXPECT_EQ(random.Next(), 10835778687385656862u);
  EXPECT_EQ(MixKey(1, 2, 3), MixKey(1, 2, 3));
  EXPECT_NE(MixKey(1, 2, 3), MixKey(1, 3, 2));
  EXPECT_NE(MixKey(1, 0), MixKey(1, 0, 0));
}

TEST(Random, KeepsItsRanges) {
  Random random(2);
  for (int i = 0; i < 10'000; ++i) {
    EXPECT_LT(random.Below(7), 7u);
    const int64_t between = random.Between(-3, 3);
    EXPECT_TRUE(between >= -3 && between <= 3);
    const int64_t skewed = random.Skewed(100, 200);
    EXPECT_TRUE(skewed >= 100 && skewed < 200);
    const double uniform = random.Uniform();
    EXPECT_TRUE(uniform >= 0 && uniform < 1);
  }
}

TEST(Random, SharesOfNoneAndAllAreExact) {
  Random random(3);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_FALSE(random.Chance(0));
    EXPECT_TRUE(random.Chance(1));
  }
}

TEST(Random, SkewedFavoursSmallValues) {
  Random random(4);
  int small = 0;
  for (int i = 0; i < 10'000; ++i) small += random.Skewed(0, 1000) < 125 ? 1 : 0;
  // A cube is below an eighth if the number is below a half.
  EXPECT_NEAR(small, 5000, 200);
}

TEST(AliasTable, PicksByWeight) {
  const std::array<uint32_t, 4> weights{10, 0, 30, 60};
  const AliasTable table(weights);
  Random random(5);
  std::array<int, 4> counts{};
  for (int i = 0; i < 100'000; ++i) ++counts[table.Pick(random)];
  EXPECT_NEAR(counts[0], 10'000, 500);
  EXPECT_EQ(counts[1], 0);
  EXPECT_NEAR(counts[2], 30'000, 700);
  EXPECT_NEAR(counts[3], 60'000, 700);
}

TEST(AliasTable, ZipfHalvesFromFirstToSecond) {
  const AliasTable table = AliasTable::Zipf(720);
  Random random(6);
  std::vector<int> counts(720);
  for (int i = 0; i < 200'000; ++i) ++counts[table.Pick(random)];
  EXPECT_NEAR(counts[0], 2 * counts[1], 0.1 * counts[0]);
  EXPECT_NEAR(counts[0], 10 * counts[9], 0.2 * counts[0]);
  EXPECT_GT(counts[719], 0);
}

TEST(AliasTable, OneEntryIsAlwaysPicked) {
  const AliasTable table = AliasTable::Zipf(1);
  Random random(7);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(table.Pick(random), 0u);
}

}  // namespace
}  // namespace millrace::generate
