#include "pipeline/estimate.h"

#include <random>

#include "ledger/held_lease.h"
#include "pipeline/testing/project_fixture.h"
#include "raw/testing/gzip_fixture.h"
#include "storage/testing/fake_file_system.h"

namespace millrace {
namespace {

constexpr uint64_t kMemory = 640 << 20;
constexpr RunMeans kMeans = {.threads = 2, .memory_bytes = kMemory, .price_per_core_hour = 0.04};

// Lines that shrink to about `1 / expansion`: letters at random, each several times.
std::string Rows(size_t count, size_t size, size_t repeat, uint32_t seed) {
  std::mt19937 random(seed);
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    std::string row;
    while (row.size() < size - 1) row += std::string(repeat, static_cast<char>('!' + random() % 64));
    row.resize(size - 1);
    text += row + "\n";
  }
  return text;
}

class SampleTest : public ::testing::Test {
 protected:
  void Add(const std::string& name, const std::string& bytes) {
    plan_.back().push_back({.name = name, .info = {.path = name, .size = bytes.size(), .modified_ns = 0}});
    files_.files[name] = bytes;
  }
  InputSample Sample() { return SampleInput(files_, plan_, 2); }

  FakeFileSystem files_;
  std::vector<std::vector<PlannedFile>> plan_{1};
};

TEST_F(SampleTest, SmallFilesAreMeasuredWhole) {
  const std::string rows = Rows(100, 400, 4, 1);
  const std::string gzip = GzipOf(rows);
  Add("a.gz", gzip);
  Add("b.json", rows);
  const InputSample sample = Sample();
  EXPECT_EQ(sample.files, 2U);
  EXPECT_EQ(sample.bytes, gzip.size() + rows.size());
  EXPECT_EQ(sample.rows, 200U);
  EXPECT_DOUBLE_EQ(sample.bytes_per_row, 400);
  const double expected = 2.0 * static_cast<double>(rows.size()) / static_cast<double>(gzip.size() + rows.size());
  EXPECT_NEAR(sample.expansion, expected, 0.15 * expected);
}

// What a fixed factor cannot tell: files of other content expand otherwise.
TEST_F(SampleTest, ExpansionIsWhatTheFilesHave) {
  for (const size_t repeat : {1U, 8U, 40U}) {
    plan_ = std::vector<std::vector<PlannedFile>>(1);
    uint64_t stored = 0;
    uint64_t raw = 0;
    for (uint32_t i = 0; i < 40; ++i) {
      const std::string rows = Rows(50 + 30 * i, 700, repeat, i);
      const std::string gzip = GzipOf(rows);
      Add("f" + std::to_string(i) + ".gz", gzip);
      stored += gzip.size();
      raw += rows.size();
    }
    const double expected = static_cast<double>(raw) / static_cast<double>(stored);
    const InputSample sample = Sample();
    EXPECT_NEAR(sample.expansion, expected, 0.03 * expected) << repeat;
    EXPECT_LE(sample.files, 16U);
    EXPECT_NEAR(sample.bytes_per_row, 700, 1);
  }
}

TEST_F(SampleTest, OfALargeFileOnlyTheBeginningIsRead) {
  const std::string rows = Rows(4000, 1000, 2, 3);
  const std::string gzip = GzipOf(rows);
  ASSERT_GT(gzip.size(), 1U << 20);
  Add("large.gz", gzip);
  const InputSample sample = Sample();
  EXPECT_LT(sample.bytes, 300U << 10);
  const double expected = static_cast<double>(rows.size()) / static_cast<double>(gzip.size());
  EXPECT_NEAR(sample.expansion, expected, 0.05 * expected);
}

TEST_F(SampleTest, LargeFilesDecide) {
  Add("large.gz", GzipOf(Rows(3000, 500, 10, 1)));
  for (int i = 0; i < 100; ++i) Add("small" + std::to_string(i) + ".gz", GzipOf("x\n"));
  const InputSample sample = Sample();
  EXPECT_GT(sample.expansion, 5);
  EXPECT_LT(sample.files, 4U) << "one stands for most of the bytes";
}

TEST_F(SampleTest, OfABombALittleIsInflated) {
  Add("line.gz", GzipOf(std::string(64U << 20, 'x')));
  EXPECT_EQ(Sample().rows, 1U);
  EXPECT_DOUBLE_EQ(Sample().bytes_per_row, 1U << 20);
  plan_ = std::vector<std::vector<PlannedFile>>(1);
  Add("blank.gz", GzipOf(std::string(64U << 20, '\n')));
  EXPECT_LE(Sample().bytes, 16U << 10) << "of 64 KiB";
}

TEST_F(SampleTest, FilesAreNamedBeforeOneIsOpened) {
  Add("a.json", "x\n");
  Add("b.json", "y\n");
  std::vector<std::string> named;
  SampleInput(files_, plan_, 1, [&](std::span<const std::string> names) {
    named.assign(names.begin(), names.end());
    files_.files.clear();
  });
  EXPECT_EQ(named, (std::vector<std::string>{"a.json", "b.json"}));
}

TEST_F(SampleTest, FaultyFilesSayWhatTheyCan) {
  const std::string gzip = GzipOf(Rows(100, 400, 4, 1));
  Add("broken.gz", gzip.substr(0, gzip.size() / 2));
  Add("not.gz", "no gzip at all");
  Add("gone.gz", "x");
  files_.files.erase("gone.gz");
  const InputSample sample = Sample();
  EXPECT_GT(sample.rows, 10U);
  EXPECT_GT(sample.expansion, 1);
}

TEST_F(SampleTest, NothingPlannedIsNothing) {
  EXPECT_EQ(Sample().files, 0U);
  plan_.clear();
  EXPECT_EQ(Sample().expansion, 1);
}

std::vector<PlannedFile> FilesOf(std::initializer_list<uint64_t> sizes) {
  std::vector<PlannedFile> files;
  for (const uint64_t size : sizes) {
    files.push_back({.name = std::to_string(files.size()), .info = {.path = {}, .size = size, .modified_ns = 0}});
  }
  return files;
}
const InputSample kTenfold = {.files = 1, .bytes = 1000, .rows = 10, .expansion = 10, .bytes_per_row = 500};

TEST(EstimateTest, CountsWhatTheFilesHold) {
  RunRates rates;
  rates.events_per_request = 4;
  rates.bytes_out_per_raw_byte = 0.25;
  const Estimate estimate = EstimateRun(FilesOf({4'000'000, 6'000'000}), kTenfold, rates, kMeans);
  EXPECT_EQ(estimate.files, 2U);
  EXPECT_EQ(estimate.bytes_in, 10'000'000U);
  EXPECT_EQ(estimate.bytes_raw, 100'000'000U);
  EXPECT_EQ(estimate.requests, 200'000U);
  EXPECT_EQ(estimate.events, 800'000U);
  EXPECT_EQ(estimate.bytes_out, 25'000'000U);
  EXPECT_EQ(estimate.threads, 2);
  EXPECT_DOUBLE_EQ(estimate.cost_usd, 2 * estimate.seconds / 3600 * 0.04);
}

TEST(EstimateTest, ThreadsShareLargeFilesAndAreNotAskedForSmallOnes) {
  const RunRates rates{.measured_runs = 1, .seconds_to_begin = 1, .bytes_per_second = 1e6};
  EXPECT_DOUBLE_EQ(EstimateRun(FilesOf({1'000'000, 1'000'000}), kTenfold, rates, kMeans).seconds, 1 + 10);
  EXPECT_DOUBLE_EQ(EstimateRun(FilesOf({1'900'000, 100'000}), kTenfold, rates, kMeans).seconds, 1 + 10);
  EXPECT_DOUBLE_EQ(EstimateRun(FilesOf({4'000'000}), kTenfold, rates, kMeans).seconds, 1 + 20);
  EXPECT_EQ(EstimateRun(FilesOf({1'000'000}), kTenfold, rates, kMeans).threads, 1);
}

TEST(EstimateTest, MemoryStaysWhereTheConfigSays) {
  const Estimate small = EstimateRun(FilesOf({1000}), kTenfold, {}, kMeans);
  const Estimate large = EstimateRun(FilesOf({1ULL << 40}), kTenfold, {}, kMeans);
  EXPECT_LT(small.peak_memory_bytes, 300U << 20);
  EXPECT_GT(large.peak_memory_bytes, kMemory);
  EXPECT_LT(large.peak_memory_bytes, kMemory + (200U << 20));
}

MeasuredRun Measured(uint64_t bytes_raw, double seconds) {
  return {.files = 10,
          .bytes_raw = bytes_raw,
          .requests = bytes_raw / 1000,
          .events = bytes_raw / 250,
          .bytes_out = bytes_raw / 5,
          .threads = 2,
          .peak_memory_bytes = 300 << 20,
          .seconds = seconds};
}

TEST(RatesTest, AreThoseOfTheMeasuredRuns) {
  const MeasuredRun runs[] = {Measured(4'000'000'000, 100), Measured(2'000'000'000, 50.5)};
  const RunRates rates = RatesOf(runs, kMemory);
  EXPECT_EQ(rates.measured_runs, 2U);
  EXPECT_NEAR(rates.bytes_per_second, 20e6, 1e6) << "of a thread";
  EXPECT_DOUBLE_EQ(rates.events_per_request, 4);
  EXPECT_DOUBLE_EQ(rates.bytes_out_per_raw_byte, 0.2);
  const Estimate estimate = EstimateRun(FilesOf({200'000'000, 200'000'000}), kTenfold, rates, kMeans);
  EXPECT_NEAR(estimate.seconds, 100, 5);
}

TEST(RatesTest, EstimateGetsBetterWithEachRun) {
  // A machine of 10 MB/s a thread and 0.3 s to begin, which nobody told.
  std::vector<MeasuredRun> runs;
  const std::vector<PlannedFile> files = FilesOf({50'000'000, 50'000'000});
  const double truth = 0.3 + 1e9 / 2 / 10e6;
  double error = 1e9;
  for (int run = 0; run < 5; ++run) {
    const double estimated = EstimateRun(files, kTenfold, RatesOf(runs, kMemory), kMeans).seconds;
    EXPECT_LT(std::abs(estimated - truth), error);
    error = std::abs(estimated - truth);
    runs.push_back(Measured(1'000'000'000, truth));
  }
  EXPECT_LT(error, truth * 0.05);
}

TEST(RatesTest, TinyRunsDoNotMakeALargeOneSlow) {
  std::vector<MeasuredRun> runs;
  for (int i = 0; i < 20; ++i) runs.push_back(Measured(100'000, 0.2 + 0.001 * i));
  const RunRates rates = RatesOf(runs, kMemory);
  EXPECT_DOUBLE_EQ(rates.seconds_to_begin, 0.2);
  EXPECT_GT(rates.bytes_per_second, 40e6);
}

TEST(RatesTest, MemoryFollowsWhatWasUsed) {
  MeasuredRun hungry = Measured(1'000'000, 1);
  hungry.peak_memory_bytes = 900 << 20;
  const RunRates rates = RatesOf(std::vector{hungry, hungry, hungry}, kMemory);
  const Estimate estimate = EstimateRun(FilesOf({100'000}), kTenfold, rates, kMeans);
  EXPECT_NEAR(static_cast<double>(estimate.peak_memory_bytes), 900 << 20, 1 << 20);
}

TEST(MeasuredRunsTest, ComeFromTheLedgerOfRealRuns) {
  TestProject project;
  project.AddFile("a", 20);
  const RunReport first = project.Run();
  ASSERT_TRUE(first.estimate);
  EXPECT_EQ(first.estimate->requests, 21U) << "small files are counted";
  EXPECT_EQ(first.estimate->bytes_raw, first.counters.bytes_raw);
  EXPECT_EQ(first.estimate->events, 0U) << "no run has told";
  project.AddFile("b", 20);
  const RunReport second = project.Run();
  EXPECT_EQ(second.estimate->events, second.counters.events_read + 3) << "the line that is no JSON counts as a request";

  auto ledger = OpenSqliteLedger(project.LedgerFileName());
  const HeldLease lease(*ledger, kProjectLease, std::chrono::milliseconds(0), nullptr);
  ledger->jobs().Begin({.id = "broken", .host = {}, .counters = {}, .error = {}}, lease.fence());
  ledger->jobs().BeginPublish({"broken", lease.fence()}, "no json");
  ledger->jobs().Commit({"broken", lease.fence()}, 1);
  ledger->jobs().Begin({.id = "replay", .kind = JobKind::kReplay, .host = {}, .counters = {}, .error = {}},
                       lease.fence());
  const std::vector<MeasuredRun> runs = MeasuredRuns(*ledger);
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].events, second.counters.events_read);
  EXPECT_EQ(runs[0].bytes_out, second.bytes_out);
  EXPECT_EQ(runs[0].threads, 1);
  EXPECT_GT(runs[0].peak_memory_bytes, 1U << 20);
  EXPECT_GT(runs[0].seconds, 0);
}

TEST(EstimateTest, WithoutALookFilesExpandLikeEarlierOnes) {
  TestProject project;
  project.AddFile("a", 20);
  const RunReport run = project.Run();
  const auto ledger = OpenSqliteLedgerToRead(project.LedgerFileName());
  Plan plan;
  plan.runs = {FilesOf({run.counters.bytes_in * 3})};
  const Estimate estimate = EstimateFromHistory(*ledger, plan, kMeans);
  EXPECT_EQ(estimate.bytes_raw, run.counters.bytes_raw * 3);
  EXPECT_EQ(estimate.requests, 60U) << "lines that are no JSON are none";
}

TEST(MeasuredRunsTest, NothingNewIsNotRecorded) {
  TestProject project;
  EXPECT_FALSE(project.Run().estimate);
  EXPECT_TRUE(OpenSqliteLedger(project.LedgerFileName())->jobs().Recent(5).empty());
}

}  // namespace
}  // namespace millrace
