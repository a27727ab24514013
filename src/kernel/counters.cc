#include "kernel/counters.h"

namespace millrace {

void Counters::Add(const Counters& other) {
  files += other.files;
  bytes_in += other.bytes_in;
  bytes_raw += other.bytes_raw;
  lines += other.lines;
  rows_read += other.rows_read;
  requests += other.requests;
  events_read += other.events_read;
  events_derived += other.events_derived;
  for (size_t i = 0; i < rows_written.size(); ++i) rows_written[i] += other.rows_written[i];
  for (size_t i = 0; i < rejected.size(); ++i) rejected[i] += other.rejected[i];
  for (const auto& [plugin, count] : other.rejected_by_plugin) rejected_by_plugin[plugin] += count;
  items_read += other.items_read;
  items_without_id += other.items_without_id;
  items_duplicate += other.items_duplicate;
  events_clock_corrected += other.events_clock_corrected;
  texts_truncated += other.texts_truncated;
  request_texts_cut += other.request_texts_cut;
  custom_parameters_dropped += other.custom_parameters_dropped;
  rows_with_replaced_utf8 += other.rows_with_replaced_utf8;
  ingest_times_in_seconds += other.ingest_times_in_seconds;
  wrong_input.Add(other.wrong_input);
  for (const auto& [field, count] : other.lenient_fields) lenient_fields[field] += count;
}

bool Counters::Balanced() const {
  uint64_t rows_rejected = 0;
  uint64_t events_rejected = 0;
  for (int i = 0; i < kRejectReasonCount; ++i) {
    const auto index = static_cast<size_t>(i);
    (IsEventReason(static_cast<RejectReason>(i)) ? events_rejected : rows_rejected) += rejected[index];
  }
  const auto written = [&](TableId table) { return rows_written[static_cast<size_t>(table)]; };
  return events_read + events_derived == written(TableId::kEvent) + events_rejected &&
         rows_read == requests + rows_rejected &&
         items_read == written(TableId::kItem) + items_without_id + items_duplicate &&
         written(TableId::kReject) == rows_rejected + events_rejected;
}

}  // namespace millrace
