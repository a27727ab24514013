// The memory of open batches stays within the budget, whatever the rows contain.
#include <algorithm>
#include <atomic>
#include <set>
#include <string>

#include <arrow/record_batch.h>
#include <arrow/util/byte_size.h>
#include <gtest/gtest.h>

#include "kernel/row_writer.h"
#include "kernel/testing/kernel_fixture.h"

namespace millrace {
namespace {

// Counts batches and does not keep them.
class WeighingSink : public BatchSink {
 public:
  void Write(TableId table, const Partition& partition, const std::shared_ptr<arrow::RecordBatch>& batch) override {
    const auto bytes = static_cast<size_t>(arrow::util::ReferencedBufferSize(*batch).ValueOrDie());
    largest = std::max(largest, bytes);
    const auto index = static_cast<size_t>(table);
    rows[index] += static_cast<uint64_t>(batch->num_rows());
    ++batches[index];
    partitions.insert({table, partition});
  }

  size_t largest = 0;
  std::array<uint64_t, kTableCount> rows{};
  std::array<uint64_t, kTableCount> batches{};
  std::set<std::pair<TableId, Partition>> partitions;
};

constexpr auto kEvents = static_cast<size_t>(TableId::kEvent);
constexpr auto kRejects = static_cast<size_t>(TableId::kReject);

class BudgetedRun {
 public:
  explicit BudgetedRun(const KernelOptions& options) : shared_(options), kernel_(options, {}, job_, shared_, sink) {
    kernel_.BeginFile("a");
  }
  void Line(std::string text) {
    const size_t size = text.size();
    text.append(kJsonPadding, ' ');
    kernel_.ProcessLine({std::string_view(text).substr(0, size), ++line_});
  }
  void Request(const std::string& event) {
    Line(R"({"appId":"shop","ingest_time":)" + std::to_string(kTestIngest) + ",\"data\":" + Quoted("[" + event + "]") +
         "}");
  }
  Counters Finish() {
    kernel_.Finish();
    Counters counters = kernel_.counters();
    counters.Add(shared_.Finish(job_, sink, 1));
    EXPECT_TRUE(counters.Balanced());
    return counters;
  }

  WeighingSink sink;

 private:
  JobInfo job_{"job-1", "demo", 1'741'700'000'123'456};
  KernelShared shared_;
  Kernel kernel_;
  uint64_t line_ = 0;
};

TEST(MemoryBudget, LargeTextsGoToTheSinkOneByOne) {
  KernelOptions options;
  options.memory_bytes = 16u << 20;
  BudgetedRun feed(options);
  constexpr size_t kText = 9u << 20;
  // As a reject's original, and in a user's profile; custom parameters of an event end below 1 MiB.
  for (int i = 0; i < 3; ++i) {
    const std::string text = std::to_string(i) + std::string(kText, 'x');
    feed.Line(text);
    for (int part = 0; part < 12; ++part) {
      feed.Request(TestEvent("e" + std::to_string(i * 12 + part), "_page_view", kTestIngest,
                             R"(,"note":")" + text.substr(0, 900'000) + std::to_string(part) + "\""));
    }
    feed.Request(TestEvent("p" + std::to_string(i), "_profile_set", kTestIngest - i,
                           R"(,"user":{"note":{"value":")" + text + R"(","set_timestamp":1}})"));
  }
  EXPECT_EQ(feed.sink.batches[kRejects], 3u);
  EXPECT_GE(feed.sink.batches[kEvents], 3u);
  feed.Finish();
  EXPECT_EQ(feed.sink.rows[kEvents], 39u);
  EXPECT_LT(feed.sink.largest, 2 * kText + (1u << 20));
}

TEST(MemoryBudget, ManyPartitionsWithFewRowsEachComeToAnEnd) {
  KernelOptions options;
  options.memory_bytes = 24u << 20;
  BudgetedRun feed(options);
  for (int row = 0; row < 4; ++row) {
    for (int app = 0; app < 1000; ++app) {
      std::string event = TestEvent("e" + std::to_string(row), "_page_view");
      event.replace(event.find("shop"), 4, "app" + std::to_string(app));
      feed.Request(event);
    }
  }
  feed.Finish();
  EXPECT_EQ(feed.sink.rows[kEvents], 4000u);
  EXPECT_EQ(feed.sink.partitions.size(), 2000u) << "of events and users";
  EXPECT_LE(feed.sink.batches[kEvents], 4000u);
}

// The counted memory is what batches hold, and a flush frees it.
TEST(MemoryBudget, OpenBatchesNeverHoldMore) {
  constexpr size_t kBudget = 2u << 20;
  const JobTexts job({"job-1", "demo", 0});
  WeighingSink sink;
  Counters counters;
  RowWriter writer(job, sink, counters, kBudget);
  RejectFacts reject{};
  reject.reason = RejectReason::not_json;
  reject.detail = "";
  uint64_t written = 0;
  for (size_t i = 0; i < 3000; ++i) {
    const std::string original(i % 50 == 0 ? 100'000 : 100 + i % 7, 'x');
    reject.original = original;
    reject.partition = {.app = "app" + std::to_string(i * 7919 % 400), .day = static_cast<int32_t>(i % 3)};
    writer.WriteReject(reject);
    ++written;
    ASSERT_LE(writer.held_bytes(), kBudget);
  }
  writer.FlushAll();
  EXPECT_EQ(writer.held_bytes(), 0u);
  EXPECT_EQ(sink.rows[kRejects], written);
}

// Offsets are int32: a batch ends before the texts of a column exceed them. The limit of a batch is far below that.
TEST(MemoryBudget, ABatchEndsByItsBytes) {
  const JobTexts job({"job-1", "demo", 0});
  WeighingSink sink;
  Counters counters;
  RowWriter writer(job, sink, counters, size_t{1} << 40);
  RejectFacts reject{};
  reject.reason = RejectReason::not_json;
  reject.detail = "";
  for (int i = 0; i < 100; ++i) {
    const std::string original(kMaxRejectBatchBytes / 8, static_cast<char>('a' + i % 26));
    reject.original = original;
    writer.WriteReject(reject);
  }
  writer.FlushAll();
  EXPECT_EQ(sink.rows[kRejects], 100u);
  EXPECT_GE(sink.batches[kRejects], 100u / 8);
  EXPECT_LE(sink.batches[kRejects], 100u / 7 + 1);
}

}  // namespace
}  // namespace millrace
