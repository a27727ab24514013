#include "project/result_cache.h"

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace millrace {
namespace {

struct CachedText {
  std::string text;
  size_t bytes() const { return text.size(); }
};

auto Computes(const std::string& text, std::atomic<int>& count, bool is_kept = true) {
  return [&count, text, is_kept] {
    ++count;
    return std::pair(std::make_shared<const CachedText>(CachedText{text}), is_kept);
  };
}

TEST(ResultCacheTest, AResultIsComputedOnceForAllWhoWait) {
  ResultCache<CachedText> cache(10'000);
  std::atomic<int> count = 0;
  const auto slow = [&] {
    ++count;
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    return std::pair(std::make_shared<const CachedText>(CachedText{"x"}), true);
  };
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { EXPECT_EQ(cache.Get("k", slow, {})->text, "x"); });
  }
  threads.clear();
  EXPECT_EQ(count, 1);
}

TEST(ResultCacheTest, TheLeastUsedGoesFirst) {
  ResultCache<CachedText> cache(3'000);
  std::atomic<int> count = 0;
  for (const char* key : {"a", "b"}) cache.Get(key, Computes(std::string(1'000, 'x'), count), {});
  cache.Get("a", Computes("", count), {});
  cache.Get("c", Computes(std::string(1'000, 'x'), count), {});
  EXPECT_LE(cache.bytes(), 3'000u);
  EXPECT_EQ(count, 3);
  cache.Get("a", Computes("", count), {});
  EXPECT_EQ(count, 3) << "a was used after b";
  cache.Get("b", Computes("", count), {});
  EXPECT_EQ(count, 4);
}

TEST(ResultCacheTest, WhatIsTooLargeOrNotToBeKeptIsHandedOut) {
  ResultCache<CachedText> cache(1'000);
  std::atomic<int> count = 0;
  EXPECT_EQ(cache.Get("a", Computes(std::string(2'000, 'x'), count), {})->text.size(), 2'000u);
  EXPECT_EQ(cache.Get("b", Computes("b", count, false), {})->text, "b");
  EXPECT_EQ(cache.bytes(), 0u);
}

TEST(ResultCacheTest, AfterAFailureTheNextTries) {
  ResultCache<CachedText> cache(1'000);
  std::atomic<int> count = 0;
  const ResultCache<CachedText>::Compute fails = []() -> std::pair<std::shared_ptr<const CachedText>, bool> {
    throw std::runtime_error("no");
  };
  EXPECT_THROW(cache.Get("a", fails, {}), std::runtime_error);
  EXPECT_EQ(cache.Get("a", Computes("x", count), {})->text, "x");
}

TEST(ResultCacheTest, AWaitCanBeStopped) {
  ResultCache<CachedText> cache(1'000);
  std::atomic<bool> is_computing = false, may_end = false;
  const std::jthread computing([&] {
    cache.Get("a",
              [&] {
                is_computing = true;
                while (!may_end) std::this_thread::yield();
                return std::pair(std::make_shared<const CachedText>(), true);
              },
              {});
  });
  while (!is_computing) std::this_thread::yield();
  std::stop_source stop;
  stop.request_stop();
  std::atomic<int> count = 0;
  EXPECT_THROW(cache.Get("a", Computes("", count), stop.get_token()), Cancelled);
  may_end = true;
}

}  // namespace
}  // namespace millrace
