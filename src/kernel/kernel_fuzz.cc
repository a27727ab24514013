// Requests of every client with any payload and unusual times: the law of a run must hold, and every counted row must
// be written.
#include <array>
#include <cstdlib>

#include <arrow/record_batch.h>

#include "core/json_text.h"
#include "kernel/kernel.h"
#include "raw/raw_row.h"
#include "transform/testing/client_fuzz.h"

namespace millrace {
namespace {

class RowCounter : public BatchSink {
 public:
  void Write(TableId table, const Partition& /*partition*/, const std::shared_ptr<arrow::RecordBatch>& batch) override {
    if (!batch->ValidateFull().ok()) std::abort();
    rows[static_cast<size_t>(table)] += static_cast<uint64_t>(batch->num_rows());
  }
  std::array<uint64_t, kTableCount> rows{};
};

void FuzzRequest(std::string_view client, std::string_view payload, size_t turn) {
  KernelOptions options;
  options.clients.client = client;
  options.correct_client_clock = turn % 2 == 1;
  options.memory_bytes = 16u << 20;
  const JobInfo job{.job_id = "j", .project_id = "p", .created_us = 1'741'700'000'000'000};
  RowCounter sink;
  KernelShared shared(options);
  Kernel kernel(options, {}, job, shared, sink);
  std::string line = R"({"appId":"shop","rid":"r","ip":"8.8.8.8","ingest_time":)";
  line += turn % 3 == 0 ? "1726000001000" : kOddTimes[turn % kOddTimes.size()];
  line.append(",\"client_timestamp\":").append(kOddTimes[turn / 3 % kOddTimes.size()]).append(",\"data\":");
  AppendJsonString(line, payload);
  line += '}';
  const size_t size = line.size();
  line.append(kJsonPadding, ' ');
  kernel.BeginFile("f");
  kernel.ProcessLine({.text = std::string_view(line).substr(0, size), .number = 1});
  kernel.Finish();
  Counters counters = kernel.counters();
  counters.Add(shared.Finish(job, sink, 1));
  if (!counters.Balanced() || counters.rows_read == 0 || counters.rows_written != sink.rows) std::abort();
}

}  // namespace
}  // namespace millrace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view payload(reinterpret_cast<const char*>(data), size);
  size_t turn = size;
  for (size_t i = 0; i < size; ++i) turn += data[i];
  for (const std::string_view client : {"clickstream", "gtm", "sensors"}) {
    millrace::FuzzRequest(client, payload, turn);
    millrace::FuzzRequest(client, millrace::WithOddTimes(payload, turn), turn);
  }
  return 0;
}
