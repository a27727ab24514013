#include "http/rate_limiter.h"

#include <gtest/gtest.h>

namespace millrace::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(RateLimiterTest, RefillsWithTime) {
  RateLimiter limiter(2, 3);
  const RateLimiter::Clock::time_point start{};
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(limiter.Take("a", start));
  EXPECT_EQ(limiter.Take("a", start), milliseconds(500));
  EXPECT_FALSE(limiter.Take("b", start));
  EXPECT_FALSE(limiter.Take("a", start + milliseconds(500)));
  EXPECT_TRUE(limiter.Take("a", start + milliseconds(500)));
  EXPECT_FALSE(limiter.Look("a", start + seconds(1)));
  EXPECT_FALSE(limiter.Take("a", start + seconds(1)));
}

TEST(RateLimiterTest, ForgetsThoseThatAreFullFirst) {
  RateLimiter limiter(1, 1, 2);
  const RateLimiter::Clock::time_point start{};
  EXPECT_FALSE(limiter.Take("a", start));
  EXPECT_FALSE(limiter.Take("b", start + seconds(2)));
  EXPECT_FALSE(limiter.Take("c", start + seconds(2)));
  EXPECT_TRUE(limiter.Take("b", start + seconds(2)));
}

TEST(RateLimiterTest, AClientHasItsWholeNetwork) {
  EXPECT_EQ(RateKey("2001:db8::1"), RateKey("2001:db8::ffff:2"));
  EXPECT_NE(RateKey("2001:db8::1"), RateKey("2001:db8:0:1::1"));
  EXPECT_NE(RateKey("10.0.0.1"), RateKey("10.0.0.2"));
  EXPECT_NE(RateKey("::ffff:10.0.0.1"), RateKey("::ffff:10.0.0.2"));
}

}  // namespace
}  // namespace millrace::http
