#include "lake/number_dictionary.h"

#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace millrace {
namespace {

template <typename T>
std::string Bytes(T value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

template <typename T>
bool IsEncoded(const std::vector<T>& values) {
  std::vector<uint32_t> indices(values.size());
  NumberDictionary<T> dictionary;
  if (!dictionary.Encode(values, indices)) return false;
  for (size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(Bytes(dictionary.values()[indices[i]]), Bytes(values[i])) << i;
  }
  return true;
}

std::vector<int64_t> Cycle(size_t count, int64_t distinct) {
  std::vector<int64_t> values;
  for (size_t i = 0; i < count; ++i) values.push_back(static_cast<int64_t>(i) % distinct * 1'000'003);
  return values;
}

TEST(NumberDictionary, TakesFewDistinctValues) {
  EXPECT_TRUE(IsEncoded(Cycle(1000, 1)));
  EXPECT_TRUE(IsEncoded(Cycle(1000, 20)));
  EXPECT_TRUE(IsEncoded(Cycle(30000, 256)));
  EXPECT_TRUE(IsEncoded(std::vector<int32_t>{320, 640, 320, 320, 320, 320, 640, 320}));
}

TEST(NumberDictionary, GivesUpOnMany) {
  EXPECT_FALSE(IsEncoded(Cycle(30000, 30000)));
  EXPECT_FALSE(IsEncoded(Cycle(30000, 1025)));
  EXPECT_FALSE(IsEncoded(Cycle(100, 90)));
  EXPECT_FALSE(IsEncoded(std::vector<int64_t>{}));
  EXPECT_FALSE(IsEncoded(std::vector<int64_t>{5}));
}

TEST(NumberDictionary, KeepsEveryBitOfAFloatingPointNumber) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> values;
  for (int i = 0; i < 100; ++i) values.insert(values.end(), {0.0, -0.0, nan, -nan, 1.5});
  EXPECT_TRUE(IsEncoded(values));
}

}  // namespace
}  // namespace millrace
