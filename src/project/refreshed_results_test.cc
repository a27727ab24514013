#include "project/refreshed_results.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "core/cancelled.h"
#include "core/testing/eventually.h"

namespace millrace {
namespace {

using std::chrono::seconds;

struct KeptText {
  std::string text;
  size_t bytes() const { return text.size(); }
};
using TextResults = RefreshedResults<KeptText>;
using TestTime = TextResults::Time;

// Time that a test sets, a version, and computations that wait until the test lets them go on.
class RefreshedResultsTest : public ::testing::Test {
 protected:
  void Make(RefreshedResultsOptions options) {
    options.now = [this] { return Now(); };
    results_ = std::make_unique<TextResults>(std::move(options));
  }
  TestTime Now() const { return TestTime(seconds(now_s_)); }
  KnownVersion Known() const { return {.version = version_, .began = Now(), .ended = Now()}; }

  // Every computation waits for a permission of its key.
  void Release(const std::string& key = "k") {
    const std::lock_guard lock(mutex_);
    ++permissions_[key];
    changed_.notify_all();
  }
  TextResults::Compute Computes(const std::string& key = "k") {
    return [this, key, version = version_, began = Now()](const std::stop_token& stop) {
      std::unique_lock lock(mutex_);
      ++started_;
      if (!changed_.wait(lock, stop, [&] { return permissions_[key] > 0; })) {
        ++cancelled_;
        throw Cancelled("cancelled");
      }
      --permissions_[key];
      if (fails_) throw std::runtime_error("no");
      return TextResults::Computed{
          .result = std::make_shared<const KeptText>(KeptText{version + padding_}), .version = version, .began = began};
    };
  }
  auto Ask(const std::string& key = "k") {
    return results_->Ask(key, Known(), Computes(key), [this] { ++noticed_; });
  }
  static void Await(const std::function<bool()>& condition) { ASSERT_TRUE(Eventually(condition)); }
  // Asks, and waits where there is nothing yet.
  TextResults::Found Get(const std::string& key = "k") {
    const auto asked = Ask(key);
    if (const auto* found = std::get_if<TextResults::Found>(&asked)) return *found;
    const auto& ticket = std::get<std::shared_ptr<TextResults::Ticket>>(asked);
    std::optional<TextResults::Found> taken;
    Await([&] { return (taken = ticket->Take()).has_value(); });
    return taken.value_or(TextResults::Found());
  }
  static bool IsTicket(const std::variant<TextResults::Found, std::shared_ptr<TextResults::Ticket>>& asked) {
    return asked.index() == 1;
  }

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<std::string, int> permissions_;
  std::atomic<int> started_ = 0, noticed_ = 0, cancelled_ = 0;
  std::atomic<bool> fails_ = false;
  std::atomic<int> now_s_ = 1'000;
  std::string version_ = "1", padding_;
  std::unique_ptr<TextResults> results_;  // ends first
};

TEST_F(RefreshedResultsTest, AKeyIsComputedOnceForAllWhoWait) {
  Make({});
  const auto first = Ask();
  const auto second = Ask();
  EXPECT_TRUE(IsTicket(first) && IsTicket(second));
  EXPECT_FALSE(std::get<1>(first)->Take());
  Release();
  Await([&] { return noticed_ == 2; });
  EXPECT_EQ(std::get<1>(first)->Take()->result, std::get<1>(second)->Take()->result);
  EXPECT_EQ(Get().result, std::get<1>(first)->Take()->result);
  EXPECT_EQ(started_, 1);
}

TEST_F(RefreshedResultsTest, AnEarlierResultIsGivenAtOnceWhileOneComputationMakesTheNext) {
  Make({});
  Release();
  EXPECT_TRUE(Get().is_current);
  version_ = "2";
  now_s_ += 5;
  for (int i = 0; i < 3; ++i) {
    const auto found = Get();
    EXPECT_EQ(found.result->text, "1");
    EXPECT_FALSE(found.is_current);
    EXPECT_EQ(found.age, seconds(5));
  }
  Await([&] { return started_ == 2; });
  Release();
  Await([&] { return std::get<0>(Ask()).result->text == "2"; });
  EXPECT_TRUE(Get().is_current);
  EXPECT_EQ(started_, 2);
}

TEST_F(RefreshedResultsTest, AResultIsNotOlderThanTheBound) {
  Make({.most_stale = seconds(60)});
  Release();
  Get();
  now_s_ += 100;
  EXPECT_TRUE(Get().is_current) << "nothing has changed";
  version_ = "2";
  now_s_ += 59;
  EXPECT_FALSE(IsTicket(Ask())) << "since it was known to be current";
  now_s_ += 1;
  const auto asked = Ask();
  EXPECT_TRUE(IsTicket(asked));
  Release();
  Await([&] { return std::get<1>(asked)->Take().has_value(); });
  EXPECT_EQ(std::get<1>(asked)->Take()->result->text, "2");
  using Origin = decltype(results_)::element_type::Origin;
  EXPECT_EQ(std::get<1>(asked)->Take()->origin, Origin::kComputedInstead);
  EXPECT_EQ(std::get<0>(Ask()).origin, Origin::kKept);
}

TEST_F(RefreshedResultsTest, AResultThatIsNewerThanWhatTheAskerKnowsIsCurrent) {
  Make({});
  const KnownVersion before = Known();
  now_s_ += 1;
  version_ = "2";
  Release();
  Get();
  const auto asked = results_->Ask("k", before, Computes(), [] {});
  EXPECT_EQ(std::get<0>(asked).result->text, "2");
  EXPECT_TRUE(std::get<0>(asked).is_current);
}

TEST_F(RefreshedResultsTest, KeysDoNotDisturbOneAnother) {
  Make({.workers = 2});
  const auto held = Ask("slow");
  Await([&] { return started_ == 1; });
  Release("fast");
  EXPECT_TRUE(Get("fast").is_current);
  EXPECT_FALSE(std::get<1>(held)->Take());
}

TEST_F(RefreshedResultsTest, RefreshesLeaveWorkersToThoseWhoWait) {
  Make({.workers = 2, .refreshers = 1});
  Release("a");
  Release("b");
  Get("a");
  Get("b");
  version_ = "2";
  now_s_ += 1;
  EXPECT_FALSE(IsTicket(Ask("a")) || IsTicket(Ask("b")));
  Await([&] { return started_ == 3; });
  const auto asked = Ask("c");
  Await([&] { return started_ == 4; });
  Release("c");
  Await([&] { return std::get<1>(asked)->Take().has_value(); });
}

TEST_F(RefreshedResultsTest, WhatNobodyWaitsForIsCancelled) {
  Make({});
  {
    const auto first = Ask();
    auto second = Ask();
    Await([&] { return started_ == 1; });
    second = TextResults::Found();
    EXPECT_EQ(cancelled_, 0);
  }
  Await([&] { return cancelled_ == 1; });
  Release();
  EXPECT_EQ(Get().result->text, "1") << "who asks later starts anew";
}

TEST_F(RefreshedResultsTest, ARefreshGoesOnWithoutAnybody) {
  Make({.most_stale = seconds(60)});
  Release();
  Get();
  version_ = "2";
  now_s_ += 1;
  Ask();
  Await([&] { return started_ == 2; });
  now_s_ += 60;
  EXPECT_TRUE(IsTicket(Ask())) << "and its place is given back at once";
  Release();
  Await([&] { return !IsTicket(Ask()); });
  EXPECT_EQ(cancelled_, 0);
}

TEST_F(RefreshedResultsTest, AFailureIsToldToThoseWhoWaitAndLeavesWhatThereWas) {
  Make({});
  Release();
  Get();
  fails_ = true;
  version_ = "2";
  now_s_ += 1;
  Ask();
  Release();
  Await([&] { return started_ >= 2; });
  EXPECT_EQ(Get().result->text, "1");
  const auto asked = Ask("other");
  Release("other");
  Await([&] { return noticed_ > 1; });
  EXPECT_THROW(std::get<1>(asked)->Take(), std::runtime_error);
}

TEST_F(RefreshedResultsTest, BytesAreBoundedWhetherResultsAreCurrentOrNot) {
  Make({.most_bytes = 3'000});
  padding_ = std::string(1'000, 'x');
  for (const char* key : {"a", "a", "b", "c"}) Release(key);
  Get("a");
  Get("b");
  const size_t two = results_->bytes();
  EXPECT_GT(two, 2'000U);
  version_ = "2";
  now_s_ += 1;
  EXPECT_FALSE(Get("a").is_current);
  Await([&] { return std::get<0>(Ask("a")).is_current; });
  EXPECT_EQ(results_->bytes(), two) << "the newer one takes the place of the earlier one";
  Get("c");
  EXPECT_LE(results_->bytes(), 3'000U);
  EXPECT_FALSE(IsTicket(Ask("a")));
  EXPECT_TRUE(IsTicket(Ask("b"))) << "the stale one was not asked for longest";
}

}  // namespace
}  // namespace millrace
