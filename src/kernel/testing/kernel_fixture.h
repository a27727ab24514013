// A run of the kernel over the lines of a test, and the rows that it writes, as texts.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernel/kernel.h"
#include "raw/raw_row.h"
#include "schema/testing/fake_batch_sink.h"

namespace millrace {

inline constexpr int64_t kTestIngest = 1'741'608'000'000;  // 2025-03-10T12:00:00Z

inline std::string Quoted(const std::string& json) {
  std::string quoted = "\"";
  for (const char c : json) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

class KernelRun {
 public:
  explicit KernelRun(const KernelOptions& options = {}, const Enrichments& enrichments = {},
                     KernelTrace* trace = nullptr)
      : shared_(options), kernel_(options, enrichments, job_, shared_, sink_, trace) {
    kernel_.BeginFile("file:///raw/a.gz");
  }

  void Line(std::string text, uint32_t first_index = 0) {
    const size_t size = text.size();
    text.append(kJsonPadding, ' ');
    kernel_.ProcessLine({std::string_view(text).substr(0, size), ++line_}, first_index);
  }
  // One request with these events (JSON objects joined by commas) in its bundle.
  void Request(const std::string& events, const std::string& more = "") {
    Line(R"({"appId":"shop","rid":"r)" + std::to_string(line_) +
         R"(","ip":"8.8.8.8, 10.0.0.1","uri":"/c?event_bundle_sequence_id=7","ingest_time":)" +
         std::to_string(kTestIngest) + more + ",\"data\":" + Quoted("[" + events + "]") + "}");
  }
  void Finish() {
    kernel_.Finish();
    counters = kernel_.counters();
    counters.Add(shared_.Finish(job_, sink_, 2));
    EXPECT_TRUE(counters.Balanced());
  }

  std::vector<TextRow>& Rows(TableId table) { return sink_.rows(table); }
  uint64_t Rejected(RejectReason reason) const { return counters.rejected[static_cast<size_t>(reason)]; }
  Kernel& kernel() { return kernel_; }

  Counters counters;

 private:
  JobInfo job_{"job-1", "demo", 1'741'700'000'123'456};
  FakeBatchSink sink_;
  KernelShared shared_;
  Kernel kernel_;
  uint64_t line_ = 0;
};

// An event of user u1; `more` is appended inside the object and begins with a comma.
inline std::string TestEvent(const std::string& id, const std::string& name, int64_t time = kTestIngest - 1000,
                             const std::string& more = "") {
  return R"({"event_type":")" + name + R"(","event_id":")" + id + R"(","app_id":"shop","timestamp":)" +
         std::to_string(time) + R"(,"unique_id":"u1")" + more + "}";
}

}  // namespace millrace
