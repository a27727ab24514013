#include "pipeline/run_report.h"

#include <algorithm>

#include <sys/resource.h>

namespace millrace {
namespace {

uint64_t SumRejected(const Counters& counters, bool of_events) {
  uint64_t sum = 0;
  for (int i = 0; i < kRejectReasonCount; ++i) {
    if (IsEventReason(static_cast<RejectReason>(i)) == of_events) sum += counters.rejected[static_cast<size_t>(i)];
  }
  return sum;
}

}  // namespace

uint64_t RunReport::EventsRejected() const {
  return SumRejected(counters, true);
}
uint64_t RunReport::RowsRejected() const {
  return SumRejected(counters, false);
}

double RunReport::EventsPerSecond() const {
  return seconds > 0 ? static_cast<double>(counters.events_read) / seconds : 0;
}

double RunReport::CostUsd() const {
  return threads * seconds / 3600 * price_per_core_hour;
}

void RunReport::Add(const RunReport& later) {
  if (!later.job_id.empty()) job_id = later.job_id;
  runs += later.runs;
  recovered += later.recovered;
  counters.Add(later.counters);
  replay.selected += later.replay.selected;
  replay.replayed += later.replay.replayed;
  replay.still_rejected += later.replay.still_rejected;
  if (later.estimate && estimate) {
    estimate->Add(*later.estimate);
  } else if (later.estimate) {
    estimate = later.estimate;
  }
  rewrite.files_replaced += later.rewrite.files_replaced;
  rewrite.bytes_replaced += later.rewrite.bytes_replaced;
  rewrite.rows_read += later.rewrite.rows_read;
  again.jobs_replaced += later.again.jobs_replaced;
  again.gone.insert(again.gone.end(), later.again.gone.begin(), later.again.gone.end());
  again.erasures = std::max(again.erasures, later.again.erasures);
  for (const auto& [table, rows] : later.rows_erased) rows_erased[table] += rows;
  if (!later.erasure_proof.empty()) erasure_proof = later.erasure_proof;
  lake_files += later.lake_files;
  bytes_out += later.bytes_out;
  already_done += later.already_done;
  days_not_listed += later.days_not_listed;
  ignored += later.ignored;
  unsettled += later.unsettled;
  failed_files.insert(failed_files.end(), later.failed_files.begin(), later.failed_files.end());
  unlisted.insert(unlisted.end(), later.unlisted.begin(), later.unlisted.end());
  quarantined += later.quarantined;
  still_written.insert(still_written.end(), later.still_written.begin(), later.still_written.end());
  if (later.newest_file_ns != 0) {
    newest_file_ns = newest_file_ns == 0 ? later.newest_file_ns : std::max(newest_file_ns, later.newest_file_ns);
  }
  changed_files.insert(changed_files.end(), later.changed_files.begin(), later.changed_files.end());
  lost_files.insert(lost_files.end(), later.lost_files.begin(), later.lost_files.end());
  seconds += later.seconds;
  threads = std::max(threads, later.threads);
  price_per_core_hour = std::max(price_per_core_hour, later.price_per_core_hour);
  peak_memory_bytes = std::max(peak_memory_bytes, later.peak_memory_bytes);
  if (!later.databases.empty()) databases = later.databases;
  for (const auto& [stage, stage_time] : later.stage_seconds) stage_seconds[stage] += stage_time;
}

bool WroteNoEvent(const RunReport& report) {
  return report.counters.rows_read > 0 && report.replay.selected == 0 &&
         report.counters.rows_written[static_cast<size_t>(TableId::kEvent)] == 0;
}

uint64_t PeakMemoryBytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace millrace
