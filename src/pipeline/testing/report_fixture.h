// The report of a run, for tests of what is made of reports.
#pragma once

#include "pipeline/run_report.h"

namespace millrace {

inline RunReport ReportOfARun() {
  RunReport report;
  report.job_id = "20260131T120000-1a2b3c";
  report.runs = 1;
  report.counters.files = 2;
  report.counters.bytes_in = 100;
  report.counters.bytes_raw = 1000;
  report.counters.events_read = 9000;
  report.counters.rows_written[static_cast<size_t>(TableId::kEvent)] = 8990;
  report.counters.rejected[static_cast<size_t>(RejectReason::late)] = 7;
  report.counters.rejected[static_cast<size_t>(RejectReason::bot)] = 3;
  report.counters.rejected[static_cast<size_t>(RejectReason::not_json)] = 5;
  report.counters.lenient_fields["zone_offset"] = 4;
  report.seconds = 3;
  report.threads = 2;
  report.price_per_core_hour = 0.04;
  report.peak_memory_bytes = 1 << 20;
  report.databases = {{.name = "geoip", .path = "/g.mmdb", .version = "2026-01-01", .age_days = 30.04}};
  return report;
}

}  // namespace millrace
