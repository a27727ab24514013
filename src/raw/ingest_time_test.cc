#include "raw/ingest_time.h"

#include <limits>

#include <gtest/gtest.h>

#include "core/time.h"

namespace millrace {
namespace {

TEST(IngestTime, MillisecondsFrom2000To9999Count) {
  for (const int64_t sent : {kEarliestEventMs, int64_t{1'726'000'001'000}, kLatestEventMs}) {
    EXPECT_EQ(ReadIngestTime(sent).msec, sent);
    EXPECT_FALSE(ReadIngestTime(sent).in_seconds);
  }
}

TEST(IngestTime, TenDigitsAreSeconds) {
  for (const int64_t sent : {int64_t{1'000'000'000}, int64_t{1'726'000'001}, int64_t{9'999'999'999}}) {
    EXPECT_EQ(ReadIngestTime(sent).msec, sent * 1000);
    EXPECT_TRUE(ReadIngestTime(sent).in_seconds);
  }
}

TEST(IngestTime, NothingElseIsATime) {
  constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  for (const int64_t sent : {kLeast, kLeast + 1, int64_t{-1'726'000'001'000}, int64_t{-1'726'000'001}, int64_t{-1},
                             int64_t{0}, int64_t{1}, int64_t{999'999'999}, int64_t{10'000'000'000},
                             kEarliestEventMs - 1, kLatestEventMs + 1, kMost / 1000, kMost - 1, kMost}) {
    EXPECT_FALSE(ReadIngestTime(sent).msec) << sent;
    EXPECT_FALSE(ReadIngestTime(sent).in_seconds) << sent;
    EXPECT_TRUE(IngestTimeFault(sent).starts_with("ingest_time " + std::to_string(sent) + " is ")) << sent;
  }
  EXPECT_FALSE(ReadIngestTime(std::nullopt).msec);
  EXPECT_EQ(IngestTimeFault(std::nullopt), "ingest_time is missing or not an integer");
}

}  // namespace
}  // namespace millrace
