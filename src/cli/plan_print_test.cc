#include "cli/plan_print.h"

#include <gtest/gtest.h>

namespace millrace {
namespace {

constexpr RunMeans kMeans = {.threads = 4, .memory_bytes = 640 << 20, .price_per_core_hour = 0.04};

Plan ExamplePlan() {
  Plan plan;
  plan.runs = {{{.name = "a.gz", .info = {.path = "raw/a.gz", .size = 1024, .modified_ns = 0}}}};
  plan.files = 1;
  plan.bytes = 1024;
  plan.already_done = 2;
  plan.outside_window = 1;
  plan.changed = {{.name = "b.gz", .info = {.path = "", .size = 20, .modified_ns = 0}, .known = {"b.gz", 10, 0}}};
  return plan;
}

PlanEstimate Estimated() {
  PlanEstimate estimate;
  estimate.sample = {.files = 1, .bytes = 1024, .rows = 20, .expansion = 8, .bytes_per_row = 400};
  estimate.total = {.files = 1,
                    .bytes_in = 1024,
                    .bytes_raw = 8192,
                    .requests = 20,
                    .events = 0,
                    .bytes_out = 0,
                    .threads = 1,
                    .peak_memory_bytes = 200 << 20,
                    .seconds = 65,
                    .cost_usd = 0.0029};
  return estimate;
}

TEST(PlanPrint, SaysWhatIsReadWhatIsLeftOutAndWhy) {
  EXPECT_EQ(
      RenderPlan(ExamplePlan(), Estimated(), kMeans, nullptr, false),
      "would read 1 file, 1 KiB, in 1 job\n  1970-01-01T00:00:00Z  a.gz, 1 KiB\nskipped: 2 files, read by an "
      "earlier run\nskipped: 1 file, modified outside --from and --to\nskipped: b.gz, changed since it was read: size "
      "10 → 20\nit will need\n  threads             1 of 4\n  memory              about 200 MiB\n  time                "
      "about 1m 5s\n  cost                about $0.0029 at $0.04 per core-hour\nbecause\n  expansion           1 file "
      "sampled, 1 KiB: 8 times as large uncompressed\n  content             about 8 KiB in 20 requests\n  threads  "
      "           more would have nothing to do: the files are few and small\n  speed               100 MB/s per "
      "thread "
      "and 80ms to start and finish a run, assumed until a run is measured\n  memory              processing.memory "
      "allows 640 MiB for everything that grows with the input\n");
}

TEST(PlanPrint, NamesTheMeasuredRuns) {
  PlanEstimate estimate = Estimated();
  estimate.rates.measured_runs = 7;
  estimate.total.events = 55;
  estimate.total.bytes_out = 2048;
  estimate.total.threads = 4;
  const std::string text = RenderPlan(ExamplePlan(), estimate, kMeans, nullptr, false);
  EXPECT_NE(text.find("measured in the last 7 runs\n"), std::string::npos) << text;
  EXPECT_NE(text.find("in 20 requests with 55 events\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  room in the lake    about 2 KiB\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  threads             processing.threads allows 4\n"), std::string::npos) << text;
}

TEST(PlanPrint, NothingNewIsOneLineAndOneOfDaysThatWereNotListed) {
  Plan plan;
  EXPECT_EQ(RenderPlan(plan, {}, kMeans, nullptr, false), "nothing to do: the raw directory has no new file\n");
  plan.already_done = 1;
  EXPECT_EQ(RenderPlan(plan, {}, kMeans, nullptr, false), "nothing to do: the only file was read before\n");
  plan.already_done = 2000;
  EXPECT_EQ(RenderPlan(plan, {}, kMeans, nullptr, false), "nothing to do: all 2,000 files were read before\n");
  plan.days_not_listed = 30;
  EXPECT_EQ(RenderPlan(plan, {}, kMeans, nullptr, false),
            "nothing to do: all 2,000 listed files were read before\n"
            "not listed: 30 finished days; --full-scan lists them, too\n");
  plan.days_not_listed = 1;
  plan.already_done = 0;
  EXPECT_EQ(RenderPlan(plan, {}, kMeans, nullptr, false),
            "nothing to do\nnot listed: 1 finished day; --full-scan lists it, too\n");
}

TEST(PlanPrint, JsonNamesEveryFile) {
  const std::string json = PlanJson(ExamplePlan(), Estimated(), kMeans, nullptr);
  EXPECT_NE(json.find(R"("files_changed":[{"file":"b.gz","bytes":20,"bytes_when_read":10,"change":"size 10 → 20"}])"),
            std::string::npos);
  EXPECT_NE(json.find(R"("estimate":{"bytes_raw":8192,"requests":20,)"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("basis":{"sampled_files":1,"bytes_sampled":1024,"expansion":8,)"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("planned":[{"run":1,"file":"a.gz","bytes":1024,)"), std::string::npos) << json;
}

}  // namespace
}  // namespace millrace
