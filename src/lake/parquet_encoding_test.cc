#include "lake/parquet_encoding.h"

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace millrace {
namespace {

// The plain algorithm: reads the hybrid as Encodings.md tells it, bit by bit.
std::vector<uint32_t> Decode(const ByteBuffer& bytes, int width, size_t count) {
  std::vector<uint32_t> values;
  size_t at = 0;
  while (at < bytes.size()) {
    uint64_t header = 0;
    for (int shift = 0;; shift += 7) {
      header |= static_cast<uint64_t>(bytes.data()[at] & 0x7F) << shift;
      if (bytes.data()[at++] < 0x80) break;
    }
    if ((header & 1) == 0) {
      uint32_t value = 0;
      for (int i = 0; i < (width + 7) / 8; ++i) value |= static_cast<uint32_t>(bytes.data()[at++]) << (8 * i);
      values.insert(values.end(), header >> 1, value);
      continue;
    }
    const size_t literals = (header >> 1) * 8;
    for (size_t i = 0; i < literals; ++i) {
      uint32_t value = 0;
      for (int bit = 0; bit < width; ++bit) {
        const size_t place = i * static_cast<size_t>(width) + static_cast<size_t>(bit);
        value |= static_cast<uint32_t>(bytes.data()[at + place / 8] >> (place % 8) & 1) << bit;
      }
      values.push_back(value);
    }
    at += literals * static_cast<size_t>(width) / 8;
  }
  EXPECT_GE(values.size(), count);
  for (size_t i = count; i < values.size(); ++i) EXPECT_EQ(values[i], 0) << "padding";
  EXPECT_LT(values.size(), count + 8);
  values.resize(count);
  return values;
}

template <typename T>
void ExpectHybridComesBack(int width, uint32_t seed) {
  std::mt19937 random(seed);
  const uint64_t limit = uint64_t{1} << width;
  std::vector<T> values;
  const size_t count = random() % 2000;
  while (values.size() < count) {
    const auto value = static_cast<T>(random() % limit);
    values.insert(values.end(), random() % 4 == 0 ? random() % 150 : 1, value);
  }
  ByteBuffer bytes;
  AppendHybrid(values.data(), static_cast<int64_t>(values.size()), width, bytes);
  EXPECT_EQ(Decode(bytes, width, values.size()), std::vector<uint32_t>(values.begin(), values.end())) << width;
}

std::string Hex(const ByteBuffer& bytes) {
  std::string hex;
  for (size_t i = 0; i < bytes.size(); ++i) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", bytes.data()[i]);
    hex += digits;
  }
  return hex;
}

TEST(ParquetEncoding, HybridOfEveryWidth) {
  for (uint32_t seed = 0; seed < 5; ++seed) {
    for (int width = 0; width <= 32; ++width) ExpectHybridComesBack<uint32_t>(width, seed);
    for (int width = 0; width <= 8; ++width) ExpectHybridComesBack<uint8_t>(width, seed);
  }
}

// The worked example of Encodings.md: the numbers 0 to 7, three bits each.
TEST(ParquetEncoding, BitsArePackedFromTheLowEnd) {
  const uint32_t numbers[] = {0, 1, 2, 3, 4, 5, 6, 7};
  ByteBuffer bytes;
  AppendHybrid(numbers, 8, 3, bytes);
  EXPECT_EQ(Hex(bytes), "0388c6fa");
}

TEST(ParquetEncoding, OneValueIsOneRun) {
  const std::vector<uint32_t> numbers(32768, 300);
  ByteBuffer bytes;
  AppendHybrid(numbers.data(), 32768, 9, bytes);
  EXPECT_EQ(Hex(bytes), "8080042c01");
  bytes.clear();
  AppendHybridRun(1, 0, 1, bytes);
  EXPECT_EQ(bytes.size(), 0);
}

TEST(ParquetEncoding, ABitmapIsItsLevels) {
  std::mt19937 random(1);
  std::vector<uint8_t> bitmap(100);
  for (uint8_t& byte : bitmap) byte = static_cast<uint8_t>(random());
  for (const int64_t offset : {0, 1, 7, 8, 13}) {
    for (const int64_t count : {0, 1, 7, 8, 9, 64, 700}) {
      ByteBuffer bytes;
      AppendHybridBits(bitmap.data(), offset, count, bytes);
      std::vector<uint32_t> expected;
      for (int64_t i = offset; i < offset + count; ++i) {
        expected.push_back(bitmap[static_cast<size_t>(i / 8)] >> (i % 8) & 1);
      }
      EXPECT_EQ(Decode(bytes, 1, static_cast<size_t>(count)), expected);
    }
  }
}

TEST(ParquetEncoding, BooleansAreBits) {
  const uint8_t booleans[] = {1, 0, 1, 1, 0, 0, 0, 0, 1, 1};
  ByteBuffer bytes;
  AppendBits(booleans, 10, bytes);
  EXPECT_EQ(Hex(bytes), "0d03");
}

TEST(ParquetEncoding, HeadersAreCompactThrift) {
  ByteBuffer bytes;
  AppendDataPageHeader(100, 64, 7, true, bytes);
  // type 0, sizes, field 5 {7 levels, RLE_DICTIONARY, RLE, RLE}; numbers are zigzag.
  EXPECT_EQ(Hex(bytes),
            "150015c801158001"
            "2c"
            "150e"
            "1510"
            "1506"
            "1506"
            "00"
            "00");
  bytes.clear();
  AppendDictionaryPageHeader(3, 3, 1, bytes);
  EXPECT_EQ(Hex(bytes),
            "150415061506"
            "4c"
            "1502"
            "1500"
            "00"
            "00");
}

}  // namespace
}  // namespace millrace
