#include "generate/file_plan.h"

#include <set>

#include <gtest/gtest.h>

namespace millrace::generate {
namespace {

GeneratorOptions Options(uint64_t bytes, uint64_t events) {
  GeneratorOptions options;
  options.output = "raw";
  options.bytes = bytes;
  options.events = events;
  return options;
}

TEST(FilePlan, BudgetsAddUpToTheTotal) {
  for (const uint64_t events : {1u, 23u, 1000u, 1'234'567u}) {
    uint64_t sum = 0;
    for (const FilePlan& plan : PlanFiles(Options(0, events))) {
      EXPECT_GT(plan.budget.events, 0u);
      sum += plan.budget.events;
    }
    EXPECT_EQ(sum, events);
  }
  uint64_t sum = 0;
  for (const FilePlan& plan : PlanFiles(Options(4'000'000'000, 0))) sum += plan.budget.bytes;
  EXPECT_EQ(sum, 4'000'000'000u);
}

TEST(FilePlan, LaysFilesIntoTheHoursOfTheirArrival) {
  const auto plans = PlanFiles(Options(0, 100'000));
  ASSERT_EQ(plans.size(), 24u);
  EXPECT_EQ(plans[5].path.substr(0, plans[5].path.size() - 11),
            "raw/year=2025/month=03/day=10/hour=05/collect-1-1741582800-");
  EXPECT_EQ(plans[5].path.substr(plans[5].path.size() - 3), ".gz");
  EXPECT_EQ(plans[5].begin_ms, 1741582800000);
  EXPECT_EQ(plans[5].end_ms, 1741586400000);
}

TEST(FilePlan, CrossesMidnight) {
  GeneratorOptions options = Options(0, 10'000);
  options.start_ms += 23 * 3'600'000LL;
  options.hours = 2;
  const auto plans = PlanFiles(options);
  ASSERT_EQ(plans.size(), 2u);
  EXPECT_NE(plans[0].path.find("/day=10/hour=23/"), std::string::npos);
  EXPECT_NE(plans[1].path.find("/day=11/hour=00/"), std::string::npos);
}

TEST(FilePlan, EveningsAreBusierThanNights) {
  const auto plans = PlanFiles(Options(240'000'000, 0));
  ASSERT_EQ(plans.size(), 24u);
  EXPECT_GT(plans[16].budget.bytes, 2 * plans[3].budget.bytes);
}

TEST(FilePlan, MuchTrafficComesInMoreFilesNotInGreaterOnes) {
  const auto plans = PlanFiles(Options(4'000'000'000, 0));
  std::set<std::string> paths;
  for (const FilePlan& plan : plans) {
    paths.insert(plan.path);
    EXPECT_LT(plan.budget.bytes, 25'000'000u);
    EXPECT_GT(plan.budget.bytes, 4'000'000u);
  }
  EXPECT_EQ(paths.size(), plans.size());
}

TEST(FilePlan, TakesTheNumberOfFilesThatIsAskedFor) {
  GeneratorOptions options = Options(0, 10'000);
  options.files_per_hour = 3;
  options.hours = 4;
  EXPECT_EQ(PlanFiles(options).size(), 12u);
}

TEST(FilePlan, KnowsTheNamesOfItsFiles) {
  for (const TrafficClient client : {TrafficClient::clickstream, TrafficClient::gtm, TrafficClient::sensors}) {
    GeneratorOptions options = Options(0, 100);
    options.client = client;
    for (const FilePlan& plan : PlanFiles(options)) {
      for (const TrafficClient other : {TrafficClient::clickstream, TrafficClient::gtm, TrafficClient::sensors}) {
        EXPECT_EQ(IsGeneratedName(other, plan.path), other == client) << plan.path;
      }
    }
  }
  EXPECT_TRUE(IsGeneratedName(TrafficClient::clickstream, "collect-12-1741564800-0123abcd.gz"));
  for (const char* other :
       {"", "collect-.gz", "collect-1-2.gz", "collect-1-1741564800-0123abc.gz", "collect-1-1741564800-0123abcde.gz",
        "collect-1-1741564800-0123abcg.gz", "collect-x-1741564800-0123abcd.gz", "collect--1741564800-0123abcd.gz",
        "collect-1-1741564800-0123abcd", "recollect-1-1741564800-0123abcd.gz", "collect-1-1741564800-0123abcd-1.gz",
        "1741564800-6f1c0c1e-8d2f-4b7a-9c3d-0123456789ab.log.gz"}) {
    EXPECT_FALSE(IsGeneratedName(TrafficClient::clickstream, other)) << other;
  }
}

}  // namespace
}  // namespace millrace::generate
