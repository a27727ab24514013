#include "pipeline/job_task.h"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "core/error.h"
#include "pipeline/counters_json.h"

namespace millrace {
namespace {

PlannedFile FileOfSize(const std::string& name, uint64_t size) {
  return {.name = name, .info = {.path = "/raw/" + name, .size = size, .modified_ns = 1'700'000'000'123'456'789}};
}

std::vector<uint64_t> BytesOfTasks(const std::vector<std::vector<PlannedFile>>& tasks) {
  std::vector<uint64_t> bytes;
  for (const auto& task : tasks) {
    bytes.push_back(std::accumulate(task.begin(), task.end(), uint64_t{0},
                                    [](uint64_t sum, const PlannedFile& file) { return sum + file.info.size; }));
  }
  return bytes;
}

TEST(JobTask, FilesAreDividedIntoEqualTasksTheLargestFirst) {
  std::vector<PlannedFile> files;
  for (uint64_t i = 1; i <= 20; ++i) files.push_back(FileOfSize("f" + std::to_string(i), i << 20));
  const auto tasks = DivideIntoTasks(files, 64u << 20);
  ASSERT_EQ(tasks.size(), 4u);  // 211 MiB
  EXPECT_EQ(tasks[0].front().name, "f20");
  const auto bytes = BytesOfTasks(tasks);
  EXPECT_EQ(std::accumulate(bytes.begin(), bytes.end(), uint64_t{0}), 210u << 20);
  EXPECT_LE(*std::ranges::max_element(bytes) - *std::ranges::min_element(bytes), 4u << 20);
}

TEST(JobTask, ALargeFileIsATaskOfItsOwnAndEveryTaskHasAFile) {
  const std::vector<PlannedFile> files = {FileOfSize("a", 1), FileOfSize("b", 1u << 30), FileOfSize("c", 2)};
  const auto tasks = DivideIntoTasks(files, 1);
  ASSERT_EQ(tasks.size(), 3u);
  EXPECT_EQ(tasks[0].size(), 1u);
  EXPECT_EQ(tasks[0].front().name, "b");
  EXPECT_TRUE(DivideIntoTasks({}, 1).empty());
  // Tiny files are not free.
  EXPECT_GT(DivideIntoTasks(std::vector<PlannedFile>(10'000, FileOfSize("t", 10)), 64u << 20).size(), 5u);
}

TEST(JobTask, IsReadBackAsItWasWritten) {
  JobTask task{.job = {.job_id = "20260131T120000-1a2b3c", .project_id = "shop", .created_us = -5},
               .lake = "s3://b/lake",
               .number = 7,
               .files = {FileOfSize("day/\"a\".gz", 10), FileOfSize("not utf-8 \xFF.gz", 20)}};
  task.files[0].info.version = "\"etag\"";
  const JobTask read = ParseJobTask(ToJson(task));
  EXPECT_EQ(ToJson(read), ToJson(task));
  EXPECT_EQ(read.job.created_us, -5);
  EXPECT_EQ(read.lake, "s3://b/lake");
  ASSERT_EQ(read.files.size(), 2u);
  EXPECT_EQ(read.files[0].info.version, "\"etag\"");
  EXPECT_EQ(read.files[1].name, "not utf-8 \xFF.gz");
  EXPECT_EQ(read.files[1].info.path, "/raw/not utf-8 \xFF.gz");
  EXPECT_EQ(read.files[1].info.modified_ns, 1'700'000'000'123'456'789);
}

TEST(JobTask, AMergeIsReadBackAsItWasWritten) {
  const JobTask task{.job = {.job_id = "j", .project_id = "shop"},
                     .lake = "/lake",
                     .number = 3,
                     .merge = {{.staged_path = "shop/_staging/j/a.parquet",
                                .final_path = "shop/event_v2/a.parquet",
                                .table = "event_v2",
                                .partition = "partition_app=shop",
                                .rows = 4,
                                .bytes = 5}}};
  const JobTask read = ParseJobTask(ToJson(task));
  EXPECT_EQ(ToJson(read), ToJson(task));
  EXPECT_TRUE(read.files.empty());
  ASSERT_EQ(read.merge.size(), 1u);
  EXPECT_EQ(read.merge[0].staged_path, task.merge[0].staged_path);
  EXPECT_EQ(read.merge[0].bytes, 5u);
}

TEST(JobTask, WhatIsNoTaskIsRefused) {
  const std::string good = ToJson({.job = {.job_id = "j", .project_id = "p"}, .files = {FileOfSize("a", 1)}});
  EXPECT_NO_THROW(ParseJobTask(good));
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string changed = good;
    return changed.replace(changed.find(from), from.size(), to);
  };
  for (const std::string& bad : {std::string("{"), std::string("[]"), with("\"read\"", "\"cook\""),
                                 with(MILLRACE_VERSION, "0.0.0"), with("\"size\":1", "\"size\":-1"),
                                 with("\"task\":0", "\"task\":1000000"), with("\"files\":[", "\"filed\":[")}) {
    EXPECT_THROW(ParseJobTask(bad), UserError) << bad;
  }
}

TEST(CountersJson, NothingIsLost) {
  Counters counters;
  counters.files = 1;
  counters.bytes_raw = UINT64_MAX;
  counters.events_read = 3;
  counters.ingest_times_in_seconds = 4;
  counters.rows_written = {1, 2, 3, 4, 5};
  for (size_t i = 0; i < counters.rejected.size(); ++i) counters.rejected[i] = i;
  counters.rejected_by_plugin["a\"b"] = 6;
  counters.lenient_fields["zone_offset"] = 7;
  counters.wrong_input.AddNoGzip("<html>");
  const std::string json = CountersJson(counters);
  simdjson::dom::parser parser;
  const Counters read = CountersOf(JsonFields(parser.parse(json), "counters"));
  EXPECT_EQ(CountersJson(read), json);
  EXPECT_EQ(read.rows_written, counters.rows_written);
  EXPECT_EQ(read.rejected, counters.rejected);
  EXPECT_EQ(read.bytes_raw, UINT64_MAX);
  EXPECT_EQ(read.wrong_input.form(), counters.wrong_input.form());
  EXPECT_THROW(CountersOf(JsonFields(parser.parse(std::string("{}")), "counters")), UserError);
}

}  // namespace
}  // namespace millrace
