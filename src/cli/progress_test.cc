#include "cli/progress.h"

#include <vector>

#include <gtest/gtest.h>

#include "cli/terminal.h"

namespace millrace {
namespace {

struct Recorder {
  int64_t now = 1000;
  size_t width = 200;
  std::vector<std::string> lines;

  Progress::Options Options(Progress::Style style) {
    Progress::Options options;
    options.style = style;
    options.now_ms = [this] { return now; };
    options.width = [this] { return width; };
    options.write = [this](std::string_view line) { lines.emplace_back(line); };
    return options;
  }
};

constexpr ProgressCounts kHalf = {3, 12, 500, 1000, 490'000'000, 1'234'567};

TEST(Progress, ALineNamesFilesEventsRatesAndTimeLeft) {
  EXPECT_EQ(Progress::Line("processing", kHalf, 2000),
            "processing  3/12 files  50 %  1,234,567 events  617,283/s  245 MB/s  2s left");
}

TEST(Progress, GuessesNothingAtTheStart) {
  EXPECT_EQ(Progress::Line("processing", kHalf, 100), "processing  3/12 files  50 %  1,234,567 events");
  EXPECT_EQ(Progress::Line("x", {}, 0), "x  0/0 files");
}

TEST(Progress, JobsThatReadNoEventsHaveNoRatesOfEvents) {
  constexpr ProgressCounts kCompaction = {18, 24, 900, 1000, 0, 0};
  EXPECT_EQ(Progress::Line("compacting", kCompaction, 9000), "compacting  18/24 files  90 %  1s left");
}

TEST(Progress, DrawsTenTimesASecondAndCleansUp) {
  Recorder recorder;
  {
    Progress progress(recorder.Options(Progress::Style::kStatusLine));
    for (int i = 0; i < 1000; ++i) {
      recorder.now += 1;
      progress.Update(kHalf);
    }
  }
  ASSERT_EQ(recorder.lines.size(), 11u);
  EXPECT_EQ(recorder.lines.back(), "");
}

TEST(Progress, IsCutToTheWidthOfTheTerminal) {
  Recorder recorder;
  recorder.width = 20;
  Progress progress(recorder.Options(Progress::Style::kStatusLine));
  recorder.now += 200;
  progress.Update(kHalf);
  ASSERT_EQ(recorder.lines.size(), 1u);
  EXPECT_EQ(DisplayWidth(recorder.lines[0]), 19u);
}

TEST(Progress, WritesALogLineEveryFewSeconds) {
  Recorder recorder;
  recorder.width = SIZE_MAX;
  {
    Progress progress(recorder.Options(Progress::Style::kLogLines));
    for (int i = 0; i < 120; ++i) {
      recorder.now += 100;
      progress.Update(kHalf);
    }
  }
  EXPECT_EQ(recorder.lines.size(), 2u);
}

}  // namespace
}  // namespace millrace
