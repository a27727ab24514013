#include "project/segment_refresh.h"

#include <memory>

#include <gtest/gtest.h>

#include "explore/description_error.h"

#include "core/time.h"
#include "ledger/sqlite_ledger.h"

namespace millrace {
namespace {

constexpr const char* kConditions =
    R"("groups":[{"range":{"from":"2024-01-01","to":"2026-12-31"},"conditions":[{"kind":"done"}]}])";

int64_t At(const char* time) {
  return ParseInstant(time).value();
}

class SegmentRefreshTest : public ::testing::Test {
 protected:
  SegmentRefreshTest() {
    config_.apps.resize(1);
    config_.apps[0].id = "shop";
    config_.apps[0].timezone = "Europe/Berlin";
  }

  ConsoleDocumentStore& documents() { return ledger_->console_documents(); }
  // Changed on 1 March at noon.
  ConsoleDocument Segment(const std::string& refresh, const std::string& app = "shop") {
    ConsoleDocument segment;
    segment.kind = DocumentKind::kSegment;
    segment.app = app;
    segment.id = "s" + std::to_string(++count_);
    segment.body = std::string("{") + kConditions + refresh + "}";
    segment.changed_ns = At("2026-03-01T12:00:00Z");
    EXPECT_TRUE(documents().Save(segment));
    return segment;
  }
  std::string Next(const ConsoleDocument& segment) {
    const auto next = NextRefresh(config_, documents(), segment);
    return next ? FormatInstant(*next) : "never";
  }
  void Ran(const ConsoleDocument& segment, const char* time) {
    documents().AddRun({.app = segment.app, .segment = segment.id, .started_ns = At(time)});
  }

  std::unique_ptr<Ledger> ledger_ = OpenSqliteLedger(":memory:");
  Config config_;
  int count_ = 0;
};

TEST_F(SegmentRefreshTest, AScheduleIsReadInTheTimeZoneOfTheApp) {
  const char* const at_four = R"x(,"refresh":{"schedule":"cron(0 4 * * ? *)"})x";
  EXPECT_EQ(Next(Segment("")), "never");
  EXPECT_EQ(Next(Segment(at_four)), "2026-03-02T03:00:00Z");
  EXPECT_EQ(Next(Segment(at_four, "other")), "2026-03-02T04:00:00Z") << "UTC";
}

TEST_F(SegmentRefreshTest, ItGoesOnFromTheLastRun) {
  const ConsoleDocument segment = Segment(R"x(,"refresh":{"schedule":"rate(6 hours)"})x");
  EXPECT_EQ(Next(segment), "2026-03-01T18:00:00Z") << "from the change on";
  Ran(segment, "2026-03-01T13:00:00Z");
  EXPECT_EQ(Next(segment), "2026-03-01T18:00:00Z") << "a run by hand does not take its place";
  Ran(segment, "2026-03-03T00:30:00Z");
  EXPECT_EQ(Next(segment), "2026-03-03T06:00:00Z") << "times that were missed are made up for by one run";
}

TEST_F(SegmentRefreshTest, ItEndsWithItsLastDayThere) {
  const char* const until = R"x(,"refresh":{"schedule":"cron(30 23 * * ? *)","until":"2026-03-02"})x";
  const ConsoleDocument segment = Segment(until);
  EXPECT_EQ(Next(segment), "2026-03-01T22:30:00Z");
  Ran(segment, "2026-03-01T22:30:00Z");
  EXPECT_EQ(Next(segment), "2026-03-02T22:30:00Z") << "the last day is included";
  Ran(segment, "2026-03-02T22:30:00Z");
  EXPECT_EQ(Next(segment), "never");
}

TEST_F(SegmentRefreshTest, SegmentsOfAllAppsAreDueWhenTheirTimeHasCome) {
  Segment("");
  const ConsoleDocument one = Segment(R"x(,"refresh":{"schedule":"rate(1 hour)"})x");
  const ConsoleDocument other = Segment(R"x(,"refresh":{"schedule":"rate(2 hours)"})x", "other");
  const auto due = [&](const char* time) {
    std::string ids;
    for (const DueSegment& each : DueSegments(config_, documents(), At(time))) ids += each.app + "/" + each.id + " ";
    return ids;
  };
  EXPECT_EQ(due("2026-03-01T12:59:59Z"), "");
  EXPECT_EQ(due("2026-03-01T13:00:00Z"), "shop/s2 ");
  EXPECT_EQ(due("2026-03-01T14:00:00Z"), "other/s3 shop/s2 ");
  Ran(one, "2026-03-01T14:00:00Z");
  EXPECT_EQ(due("2026-03-01T14:00:00Z"), "other/s3 ");
}

TEST_F(SegmentRefreshTest, AScheduleThatCannotBeReadIsRefused) {
  EXPECT_NO_THROW(CheckRefresh({.schedule = "rate(1 day)"}));
  try {
    CheckRefresh({.schedule = "rate(0 days)"});
    FAIL();
  } catch (const DescriptionError& error) {
    EXPECT_EQ(error.pointer(), "/refresh/schedule");
  }
}

}  // namespace
}  // namespace millrace
