#include "pipeline/plan.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "core/config.h"
#include "core/error.h"
#include "core/time.h"
#include "ledger/testing/faulty_ledger.h"
#include "pipeline/settle.h"
#include "pipeline/testing/project_fixture.h"
#include "storage/testing/fake_file_system.h"

namespace millrace {
namespace {

class PlanTest : public ::testing::Test {
 protected:
  void Write(const std::string& name, size_t size, int64_t modified_ns) {
    project_.Write(name, std::string(size, 'x'));
    const timespec time{.tv_sec = modified_ns / kNanosecondsPerSecond, .tv_nsec = modified_ns % kNanosecondsPerSecond};
    const timespec times[2] = {time, time};
    ASSERT_EQ(::utimensat(AT_FDCWD, project_.Raw(name).c_str(), times, 0), 0);
  }
  Plan Make(PlanOptions options = {}) {
    options.raw = project_.options.raw;
    return MakePlan(LocalFileSystem(), *ledger_, options);
  }
  void Finish(const std::string& job, const std::vector<LedgerFile>& files) {
    ledger_->jobs().Begin({.id = job, .host = {}, .counters = {}, .error = {}});
    ledger_->raw_files().Claim({job}, files);
    ledger_->jobs().BeginPublish({job}, "{}");
    ledger_->jobs().Commit({job}, 1);
  }
  static std::string Names(const Plan& plan) {
    std::string names;
    for (const auto& run : plan.runs) {
      if (!names.empty()) names += " | ";
      for (const PlannedFile& file : run) names += (names.empty() || names.ends_with(' ') ? "" : " ") + file.name;
    }
    return names;
  }

  TestProject project_;
  std::unique_ptr<Ledger> ledger_ = OpenSqliteLedger(project_.LedgerFileName());
};

TEST_F(PlanTest, TakesUnreadFilesOldestFirst) {
  Write("year=2026/b.gz", 10, 30 * kNanosecondsPerSecond);
  Write("year=2026/c.gz", 10, 20 * kNanosecondsPerSecond);
  Write("year=2026/a.gz", 10, 30 * kNanosecondsPerSecond);
  const Plan plan = Make();
  EXPECT_EQ(Names(plan), "year=2026/c.gz year=2026/a.gz year=2026/b.gz");
  EXPECT_EQ(plan.files, 3U);
  EXPECT_EQ(plan.bytes, 30U);
}

TEST_F(PlanTest, PassesOverMarkersAndEmptyFiles) {
  Write("hour=01/_.json", 2, kNanosecondsPerSecond);
  Write("hour=01/empty.gz", 0, kNanosecondsPerSecond);
  Write("hour=01/not_.json", 1, kNanosecondsPerSecond);
  EXPECT_EQ(Names(Make()), "hour=01/not_.json");
}

TEST_F(PlanTest, DoneFilesAreNotReadAgain) {
  Write("a", 10, kNanosecondsPerSecond);
  Write("b", 10, kNanosecondsPerSecond);
  Write("c", 10, kNanosecondsPerSecond);
  Finish("j1", {{"a", 10, kNanosecondsPerSecond},
                {"c", 10, kNanosecondsPerSecond},
                {"zz-gone", 10, kNanosecondsPerSecond},
                {"0-gone", 1, 1}});
  ledger_->jobs().Begin({.id = "j2", .host = {}, .counters = {}, .error = {}});
  ledger_->raw_files().Claim({"j2"}, std::vector<LedgerFile>{{"b", 10, kNanosecondsPerSecond}});
  const Plan plan = Make();
  EXPECT_EQ(Names(plan), "");
  EXPECT_EQ(plan.already_done, 2U);
  EXPECT_EQ(plan.in_progress, 1U);
}

TEST_F(PlanTest, ChangedFileIsReportedAndNeverReadByItself) {
  Write("size", 11, kNanosecondsPerSecond);
  Write("time", 10, kNanosecondsPerSecond + 1);
  Write("same", 10, kNanosecondsPerSecond);
  Finish(
      "j1",
      {{"size", 10, kNanosecondsPerSecond}, {"time", 10, kNanosecondsPerSecond}, {"same", 10, kNanosecondsPerSecond}});
  const Plan plan = Make();
  EXPECT_EQ(Names(plan), "");
  EXPECT_EQ(plan.already_done, 1U);
  ASSERT_EQ(plan.changed.size(), 2U);
  EXPECT_EQ(plan.changed[0].name, "size");
  EXPECT_EQ(plan.changed[0].known.size, 10U);
  EXPECT_EQ(plan.changed[0].info.size, 11U);
  EXPECT_EQ(plan.changed[1].name, "time");
}

// Differences 2 and 3 of etl-runner §11: one half-open window, exact to the nanosecond.
TEST_F(PlanTest, WindowIsHalfOpenToTheNanosecond) {
  const int64_t start = 1726000000 * kNanosecondsPerSecond + 500'000'000;
  const int64_t end = 1726000010 * kNanosecondsPerSecond + 700'000'000;
  Write("at-start", 1, start);
  Write("after-start", 1, start + 1);
  Write("at-end", 1, end);
  Write("after-end", 1, end + 1);
  const Plan plan = Make({.raw = {}, .from_ns = start, .to_ns = end});
  EXPECT_EQ(Names(plan), "after-start at-end");
  EXPECT_EQ(plan.outside_window, 2U);
  EXPECT_EQ(Names(Make({.raw = {}, .from_ns = end, .to_ns = {}})), "after-end") << "the next window takes the rest";
  EXPECT_EQ(Names(Make({.raw = {}, .from_ns = {}, .to_ns = start})), "at-start");
}

TEST_F(PlanTest, RunsAreBoundedByBytesAndHaveAtLeastOneFile) {
  Write("a", 40, 1 * kNanosecondsPerSecond);
  Write("b", 60, 2 * kNanosecondsPerSecond);
  Write("c", 1, 3 * kNanosecondsPerSecond);
  Write("d", 500, 4 * kNanosecondsPerSecond);
  Write("e", 99, 5 * kNanosecondsPerSecond);
  Write("f", 2, 6 * kNanosecondsPerSecond);
  EXPECT_EQ(Names(Make({.raw = {}, .from_ns = {}, .to_ns = {}, .max_bytes_per_run = 100})), "a b | c | d | e | f");
}

TEST_F(PlanTest, MissingRawFolderIsTheUsersFault) {
  std::filesystem::remove_all(project_.options.raw);
  EXPECT_THROW(Make(), UserError);
}

TEST_F(PlanTest, RawFolderMayMove) {
  Write("day/a", 10, kNanosecondsPerSecond);
  Finish("j1", {{"day/a", 10, kNanosecondsPerSecond}});
  const std::string moved = project_.root() + "/moved";
  std::filesystem::rename(project_.options.raw, moved);
  EXPECT_EQ(MakePlan(LocalFileSystem(), *ledger_, {.raw = moved + "/", .from_ns = {}, .to_ns = {}}).already_done, 1U);
}

TEST_F(PlanTest, LeavesOutIgnoredNamesAndCountsThem) {
  Write("year=2026/a.gz", 10, kNanosecondsPerSecond);
  Write("year=2026/.a.gz", 10, kNanosecondsPerSecond);
  Write("year=2026/b.gz.tmp", 10, kNanosecondsPerSecond);
  Write("_temporary/c.gz", 10, kNanosecondsPerSecond);
  const Plan plan = Make({.ignore = Config().processing.ignore});
  EXPECT_EQ(Names(plan), "year=2026/a.gz");
  EXPECT_EQ(plan.ignored, 3U);
  EXPECT_EQ(Make({.ignore = {"a.gz"}}).ignored, 1U);
}

TEST_F(PlanTest, YoungFilesAreNotSettled) {
  Write("a", 1, 89 * kNanosecondsPerSecond);
  Write("b", 1, 90 * kNanosecondsPerSecond);
  Write("c", 1, 91 * kNanosecondsPerSecond);
  Write("d", 1, 500 * kNanosecondsPerSecond);
  PlanOptions options{.settle_ns = 10 * kNanosecondsPerSecond, .now_ns = 100 * kNanosecondsPerSecond};
  const Plan plan = Make(options);
  EXPECT_EQ(Names(plan), "a b");
  ASSERT_EQ(plan.unsettled.size(), 2U);
  // What stood still since then is settled, also with a time in the future; what changed is not.
  Write("c", 2, 91 * kNanosecondsPerSecond);
  Write("e", 1, 99 * kNanosecondsPerSecond);
  options.seen_before = plan.unsettled;
  const Plan later = Make(options);
  EXPECT_EQ(Names(later), "a b d");
  EXPECT_EQ(StillWritten(plan.unsettled, later.unsettled), std::vector<std::string>{"c (1 → 2 bytes)"});
  options.settle_ns = 0;
  EXPECT_EQ(Make(options).files, 5U);
}

TEST_F(PlanTest, FilesFromTheFutureAreInTheWindowOfAScheduledRun) {
  Write("now", 1, 100 * kNanosecondsPerSecond);
  Write("between", 1, 150 * kNanosecondsPerSecond);
  Write("future", 1, 999 * kNanosecondsPerSecond);
  const Plan plan =
      Make({.to_ns = 100 * kNanosecondsPerSecond, .now_ns = 200 * kNanosecondsPerSecond, .take_future = true});
  EXPECT_EQ(Names(plan), "now future");
  EXPECT_EQ(plan.outside_window, 1U);
}

TEST_F(PlanTest, TimesThatNoNanosecondsHoldAreTheGreatest) {
  project_.Write("far", "x");
  const timespec time{.tv_sec = int64_t{1} << 33, .tv_nsec = 0};
  const timespec times[2] = {time, time};
  ASSERT_EQ(::utimensat(AT_FDCWD, project_.Raw("far").c_str(), times, 0), 0);
  const Plan plan = Make({.settle_ns = kNanosecondsPerSecond, .now_ns = 100 * kNanosecondsPerSecond});
  ASSERT_EQ(plan.unsettled.size(), 1U);
  EXPECT_GT(plan.unsettled[0].info.modified_ns, 100 * kNanosecondsPerSecond);
}

// Lists as a store might whose order is not that of bytes.
class ReversedListing : public FakeFileSystem {
 public:
  std::vector<FileInfo> List(const std::string& root) override {
    std::vector<FileInfo> files = LocalFileSystem().List(root);
    std::ranges::reverse(files);
    return files;
  }
  std::optional<FileInfo> Stat(const std::string& path) override { return LocalFileSystem().Stat(path); }
};

TEST_F(PlanTest, KnownFilesAreFoundInWhateverOrderTheyAreListed) {
  std::vector<LedgerFile> known;
  for (const std::string folder :
       {"", "year=2025/month=03/day=10/", "year=2025/month=03/day=10/hour=05/", "year=2025/month=03/day=11/", "z/"}) {
    for (const char* name : {"a", "a-b", "b", "c"}) {
      Write(folder + name, 1, kNanosecondsPerSecond);
      known.push_back({folder + name, 1, kNanosecondsPerSecond});
    }
    Write(folder + "bb", 1, kNanosecondsPerSecond);
  }
  Finish("j1", known);
  ReversedListing files;
  const PlanOptions options{
      .raw = project_.options.raw, .settle_ns = kNanosecondsPerSecond, .now_ns = kNanosecondsPerSecond + 1};
  const Plan plan = MakePlan(files, *ledger_, options);
  EXPECT_EQ(plan.already_done, known.size());
  EXPECT_EQ(plan.unsettled.size(), 5U);
  EXPECT_TRUE(std::ranges::is_sorted(plan.unsettled, {}, &PlannedFile::name));
}

// Reads through another ledger and counts what it gives.
class CountedRawFiles : public FaultyRawFiles {
 public:
  using FaultyRawFiles::FaultyRawFiles;
  std::vector<KnownFile> Known(std::string_view day, std::string_view after, size_t limit) override {
    auto page = FaultyRawFiles::Known(day, after, limit);
    given += page.size();
    largest_page = std::max(largest_page, page.size());
    return page;
  }
  size_t given = 0;
  size_t largest_page = 0;
};

class CountedLedger : public FaultyLedger {
 public:
  CountedLedger(Ledger& base, FaultPlan& plan) : FaultyLedger(base, plan), counted(base.raw_files(), plan) {}
  RawFileStore& raw_files() override { return counted; }
  CountedRawFiles counted;
};

TEST_F(PlanTest, OnlyKnownFilesOfTheDaysThatAreThereAreReadAndByPages) {
  constexpr int kDays = 100;
  constexpr int kFilesPerDay = 2000;
  const auto name = [](int day, int file) {
    return "year=2025/month=" + std::to_string(1 + day / 28) + "/day=" + std::to_string(1 + day % 28) + "/" +
           std::to_string(100'000 + file) + ".gz";
  };
  std::vector<LedgerFile> known;
  known.reserve(size_t{kDays} * kFilesPerDay);
  for (int day = 0; day < kDays; ++day) {
    for (int file = 0; file < kFilesPerDay; ++file) known.push_back({name(day, file), 1, 1});
  }
  Finish("j1", known);
  // Of all these, one day is still in the raw folder, with its last file changed and one more.
  project_.Write(name(7, kFilesPerDay - 1), "xx");
  project_.Write(name(7, kFilesPerDay), "x");
  FaultPlan plan;
  CountedLedger ledger(*ledger_, plan);
  const Plan made = MakePlan(LocalFileSystem(), ledger, {.raw = project_.options.raw, .from_ns = {}, .to_ns = {}});
  EXPECT_EQ(made.files, 1U);
  EXPECT_EQ(made.changed.size(), 1U);
  EXPECT_EQ(ledger.counted.given, 1U);
  EXPECT_LE(ledger.counted.largest_page, KnownFileStream::kPageFiles);
}

}  // namespace
}  // namespace millrace
