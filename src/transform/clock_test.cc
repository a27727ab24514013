#include "transform/clock.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

constexpr int64_t kIngest = 1'741'608'000'000;

ClockCorrection Correct(int64_t time, std::optional<int64_t> upload, bool behind, NullableText uri = {}) {
  RawRow row;
  row.client_timestamp = upload;
  row.uri = uri;
  ClockCorrection out;
  CorrectClock(row, kIngest, time, behind, out);
  return out;
}

TEST(Clock, NothingIsShiftedWithinTheTolerance) {
  const ClockCorrection out = Correct(kIngest + 600'000, kIngest - 5'000'000, false);
  EXPECT_FALSE(out.adjusted);
  EXPECT_EQ(out.shift, 0);
  EXPECT_EQ(out.upload_time, kIngest - 5'000'000);  // known all the same
}

TEST(Clock, AFutureEventTakesTheDistanceOfTheClocks) {
  const ClockCorrection out = Correct(kIngest + 700'000, kIngest + 650'000, false);
  EXPECT_TRUE(out.adjusted);
  EXPECT_EQ(out.shift, -650'000);
  EXPECT_EQ(out.from, kIngest + 700'000);
  EXPECT_EQ(out.reason, "ingestTimestamp is -650000 millis ahead of uploadTimestamp, isFutureEvent: true");
}

TEST(Clock, WhatStaysInTheFutureIsSetToTheIngestTime) {
  const ClockCorrection out = Correct(kIngest + 9'000'000, kIngest + 1000, false);
  EXPECT_EQ(out.shift, -9'000'000);
  EXPECT_EQ(out.reason,
            "ingestTimestamp is -1000 millis ahead of uploadTimestamp, isFutureEvent: true|eventTimestamp is in the "
            "future, set to ingestTimestamp");
  EXPECT_EQ(Correct(kIngest + 9'000'000, {}, false).reason, "|eventTimestamp is in the future, set to ingestTimestamp");
}

TEST(Clock, ClocksBehindAreCorrectedOnlyOnRequest) {
  EXPECT_EQ(Correct(kIngest - 9'000'000, kIngest - 8'000'000, false).shift, 0);
  const ClockCorrection out = Correct(kIngest - 9'000'000, kIngest - 8'000'000, true);
  EXPECT_EQ(out.shift, 8'000'000);
  EXPECT_EQ(out.reason, "ingestTimestamp is 8000000 millis ahead of uploadTimestamp, isFutureEvent: false");
  EXPECT_FALSE(Correct(kIngest - 9'000'000, kIngest - 600'000, true).adjusted);
}

TEST(Clock, TheRequestUriIsReadOnlyWhenAShiftIsComputed) {
  const std::string uri = "/collect?upload_timestamp=" + std::to_string(kIngest + 700'000);
  EXPECT_EQ(Correct(kIngest, {}, false, uri).upload_time, std::nullopt);
  EXPECT_EQ(Correct(kIngest + 700'000, {}, false, uri).shift, -700'000);
  EXPECT_EQ(Correct(kIngest + 700'000, {}, false, "/c?upload_timestamp=soon").upload_time, std::nullopt);
}

}  // namespace
}  // namespace millrace
