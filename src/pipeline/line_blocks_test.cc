#include "pipeline/line_blocks.h"

#include <numeric>
#include <thread>

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(LineBlock, KeepsLinesWithTheirNumbers) {
  LineBlock block("a.gz");
  block.Add({"first", 1});
  block.Add({"third", 3});
  block.Pad();
  ASSERT_EQ(block.size(), 2U);
  EXPECT_EQ(block.file(), "a.gz");
  EXPECT_EQ(block[0].text, "first");
  EXPECT_EQ(block[1].text, "third");
  EXPECT_EQ(block[1].number, 3U);
  EXPECT_EQ(block.bytes(), 10 + kJsonPadding);
}

TEST(LineBlocks, NobodyWantsBlocksBeforeSomebodyWaits) {
  LineBlocks blocks(1);
  EXPECT_FALSE(blocks.Wanted());
}

TEST(LineBlocks, EndWhenAllReadersAreDone) {
  LineBlocks blocks(2);
  blocks.ReaderDone();
  blocks.ReaderDone();
  LineBlock block;
  EXPECT_FALSE(blocks.Take(block));
}

TEST(LineBlocks, WhatWasPutIsTakenAfterTheLastReaderIsDone) {
  LineBlocks blocks(1);
  blocks.Put(LineBlock("a"));
  blocks.ReaderDone();
  LineBlock block;
  ASSERT_TRUE(blocks.Take(block));
  EXPECT_EQ(block.file(), "a");
  EXPECT_FALSE(blocks.Take(block));
}

TEST(LineBlocks, StopFreesWhoWaits) {
  LineBlocks blocks(1);
  std::jthread waiting([&] {
    LineBlock block;
    EXPECT_FALSE(blocks.Take(block));
  });
  blocks.Stop();
}

TEST(LineBlocks, EveryLineArrivesOnce) {
  constexpr uint64_t kLines = 20'000;
  LineBlocks blocks(1);
  std::vector<uint64_t> seen[3];
  {
    std::vector<std::jthread> takers;
    for (auto& own : seen) {
      takers.emplace_back([&blocks, &own] {
        LineBlock block;
        while (blocks.Take(block)) {
          for (size_t i = 0; i < block.size(); ++i) own.push_back(block[i].number);
        }
      });
    }
    // as a worker does
    uint64_t number = 0;
    while (number < kLines) {
      if (!blocks.Wanted()) {
        std::this_thread::yield();
        continue;
      }
      LineBlock block("a");
      for (int i = 0; i < 7 && number < kLines; ++i) block.Add({"x", ++number});
      block.Pad();
      blocks.Put(std::move(block));
    }
    blocks.ReaderDone();
  }
  uint64_t count = 0;
  uint64_t sum = 0;
  for (const auto& own : seen) {
    count += own.size();
    sum = std::accumulate(own.begin(), own.end(), sum);
  }
  EXPECT_EQ(count, kLines);
  EXPECT_EQ(sum, kLines * (kLines + 1) / 2);
}

}  // namespace
}  // namespace millrace
