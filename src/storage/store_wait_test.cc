#include "storage/store_wait.h"

#include <mutex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/testing/eventually.h"

namespace millrace {
namespace {

using std::chrono::milliseconds;

class StoreWaitTest : public ::testing::Test {
 protected:
  std::vector<std::string> Told() {
    const std::lock_guard lock(mutex_);
    return told_;
  }
  std::vector<std::string> WaitFor(size_t lines) {
    EXPECT_TRUE(Eventually([&] { return Told().size() >= lines; }));
    return Told();
  }

  std::mutex mutex_;
  std::vector<std::string> told_;
  StoreWatch watch_{{.first = milliseconds(80), .again = milliseconds(200), .tell = [this](const std::string& line) {
                       const std::lock_guard lock(mutex_);
                       told_.push_back(line);
                     }}};
};

TEST_F(StoreWaitTest, ManyRequestsToADeadStoreAreToldAsOneWithTheTry) {
  StoreWait first("http://host:9", watch_);
  StoreWait second("http://host:9", watch_);
  first.Try(1, 6);
  second.Try(1, 6);
  first.Try(2, 6);
  EXPECT_EQ(WaitFor(1), std::vector<std::string>{"waiting for http://host:9, try 2 of 6"});
  first.Try(3, 6);
  const auto again = WaitFor(2);
  ASSERT_EQ(again.size(), 2u);
  EXPECT_EQ(again[1], "waiting for http://host:9, try 3 of 6");
}

TEST_F(StoreWaitTest, ClientsThatRepeatByThemselvesTellTheTime) {
  const StoreWait wait("http://host:9", watch_);
  EXPECT_EQ(WaitFor(1), std::vector<std::string>{"waiting for http://host:9, 0ms so far"});
}

TEST_F(StoreWaitTest, WhatMovesOrEndsIsNotTold) {
  StoreWait slow("http://slow", watch_);
  for (int i = 0; i < 30; ++i) {
    const StoreWait quick("http://quick", watch_);
    std::this_thread::sleep_for(milliseconds(5));
    slow.Moved();
  }
  EXPECT_EQ(Told(), std::vector<std::string>{});
}

TEST_F(StoreWaitTest, PausesEndWhenTheProcessIsToEnd) {
  StoreWait wait("http://host:9", watch_);
  EXPECT_TRUE(wait.Pause(milliseconds(1)));
  const std::jthread ends([this] {
    std::this_thread::sleep_for(milliseconds(20));
    watch_.GiveUp();
  });
  EXPECT_FALSE(wait.Pause(std::chrono::hours(1)));
  EXPECT_FALSE(wait.Pause(std::chrono::hours(1)));
}

}  // namespace
}  // namespace millrace
