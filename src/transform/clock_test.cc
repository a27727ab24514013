#include "transform/clock.h"

#include <gtest/gtest.h>

#include "transform/derive.h"

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
  EXPECT_EQ(out.to, out.from);
  EXPECT_EQ(out.upload_time, kIngest - 5'000'000);  // known all the same
}

TEST(Clock, AFutureEventTakesTheDistanceOfTheClocks) {
  const ClockCorrection out = Correct(kIngest + 700'000, kIngest + 650'000, false);
  EXPECT_TRUE(out.adjusted);
  EXPECT_EQ(out.to, kIngest + 50'000);
  EXPECT_EQ(out.from, kIngest + 700'000);
  EXPECT_EQ(out.reason, "ingestTimestamp is -650000 millis ahead of uploadTimestamp, isFutureEvent: true");
}

TEST(Clock, WhatStaysInTheFutureIsSetToTheIngestTime) {
  const ClockCorrection out = Correct(kIngest + 9'000'000, kIngest + 1000, false);
  EXPECT_EQ(out.to, kIngest);
  EXPECT_EQ(out.reason,
            "ingestTimestamp is -1000 millis ahead of uploadTimestamp, isFutureEvent: true|eventTimestamp is in the "
            "future, set to ingestTimestamp");
  EXPECT_EQ(Correct(kIngest + 9'000'000, {}, false).reason, "|eventTimestamp is in the future, set to ingestTimestamp");
}

TEST(Clock, ClocksBehindAreCorrectedOnlyOnRequest) {
  EXPECT_EQ(Correct(kIngest - 9'000'000, kIngest - 8'000'000, false).to, kIngest - 9'000'000);
  const ClockCorrection out = Correct(kIngest - 9'000'000, kIngest - 8'000'000, true);
  EXPECT_EQ(out.to, kIngest - 1'000'000);
  EXPECT_EQ(out.reason, "ingestTimestamp is 8000000 millis ahead of uploadTimestamp, isFutureEvent: false");
  EXPECT_FALSE(Correct(kIngest - 9'000'000, kIngest - 600'000, true).adjusted);
}

TEST(Clock, TheRequestUriIsReadOnlyWhenAShiftIsComputed) {
  const std::string uri = "/collect?upload_timestamp=" + std::to_string(kIngest + 700'000);
  EXPECT_EQ(Correct(kIngest, {}, false, uri).upload_time, std::nullopt);
  EXPECT_EQ(Correct(kIngest + 700'000, {}, false, uri).to, kIngest);
  EXPECT_EQ(Correct(kIngest + 700'000, {}, false, "/c?upload_timestamp=soon").upload_time, std::nullopt);
}

constexpr int64_t kExtremes[] = {INT64_MIN,
                                 INT64_MIN + 1,
                                 -9'223'372'036'854'776,
                                 -kIngest,
                                 -1,
                                 0,
                                 1,
                                 946'684'799'999,
                                 946'684'800'000,
                                 kIngest,
                                 253'402'300'799'999,
                                 253'402'300'800'000,
                                 9'223'372'036'854'776,
                                 INT64_MAX - 1,
                                 INT64_MAX};

TEST(Clock, NoTimeThatAClientSendsWrapsAround) {
  for (const int64_t ingest : {kIngest, int64_t{946'684'800'000}, int64_t{253'402'300'799'999}}) {
    for (const int64_t time : kExtremes) {
      for (const int64_t upload : kExtremes) {
        for (const bool behind : {false, true}) {
          RawRow row;
          row.client_timestamp = upload;
          ClockCorrection out;
          CorrectClock(row, ingest, time, behind, out);
          EXPECT_GE(out.to, 946'684'800'000) << time << " " << upload;
          EXPECT_LE(out.to, ingest + kClockToleranceMs) << time << " " << upload;
          EXPECT_EQ(out.adjusted, out.to != time || !out.reason.empty()) << time << " " << upload;
          for (const int64_t other : kExtremes) Shifted(out, other);
        }
      }
    }
  }
}

TEST(Clock, BeforeTheYear2000IsNoTime) {
  for (const int64_t time : {INT64_MIN, int64_t{-1}, int64_t{0}, int64_t{946'684'799'999}}) {
    const ClockCorrection out = Correct(time, {}, false);
    EXPECT_EQ(out.to, kIngest);
    EXPECT_EQ(out.from, time);
    EXPECT_TRUE(out.adjusted && out.was_no_time);
    EXPECT_EQ(WhyLate(out, kIngest, {1, 1}), "");
  }
  EXPECT_FALSE(Correct(946'684'800'000, {}, false).adjusted);
}

TEST(Clock, LateByTheTimeAsSentOrByThePartition) {
  const auto why = [](int64_t time, bool exempt) {
    return WhyLate(Correct(time, {}, false), kIngest, {1000, 5000, exempt});
  };
  EXPECT_EQ(why(kIngest - 1000, false), "");
  EXPECT_EQ(why(kIngest - 1001, false), "event time 2025-03-10T11:59:58.999Z, ingest time 2025-03-10T12:00:00Z");
  EXPECT_EQ(why(kIngest - 5000, true), "");
  EXPECT_EQ(
      why(kIngest - 5001, true),
      "event time 2025-03-10T11:59:54.999Z, ingest time 2025-03-10T12:00:00Z: older than processing.max_partition_age");
  // A clock that is set right: late by what it said, but in a partition of its true time.
  const ClockCorrection corrected = Correct(kIngest - 9'000'000, kIngest - 9'000'000, true);
  EXPECT_EQ(WhyLate(corrected, kIngest, {1000, 5000, true}), "");
  EXPECT_NE(WhyLate(corrected, kIngest, {1000, 5000, false}), "");
}

TEST(Clock, WhatTheSumOfTimesCannotBeIsNull) {
  ClockCorrection clock;
  clock.from = 5;
  clock.to = kIngest;
  EXPECT_EQ(Shifted(clock, 6), kIngest + 1);
  EXPECT_EQ(Shifted(clock, INT64_MAX), std::nullopt);
  clock.from = INT64_MIN;
  EXPECT_EQ(Shifted(clock, INT64_MIN), kIngest);
  EXPECT_EQ(Shifted(clock, 0), std::nullopt);
}

}  // namespace
}  // namespace millrace
