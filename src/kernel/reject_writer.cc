#include "kernel/reject_writer.h"

#include <string>

#include "core/app_id.h"
#include "core/json_text.h"
#include "core/replace_text.h"
#include "core/utf8.h"

namespace millrace {
namespace {

void AppendField(std::string_view key, NullableText text, std::string& out) {
  if (text.data() == nullptr) return;
  out.append(",\"").append(key).append("\":");
  AppendJsonString(out, text);
}

// The fields of a row that processing reads, as a JSON object that is not closed yet.
void OpenRowJson(const RawRow& row, NullableText ip, std::string& out) {
  const auto time = row.ingest_time_sent ? row.ingest_time_sent : row.ingest_time;
  out = "{\"ingest_time\":" + (time ? std::to_string(*time) : "null");
  if (row.client_timestamp) out += ",\"client_timestamp\":" + std::to_string(*row.client_timestamp);
  AppendField("appId", row.app_id, out);
  AppendField("ip", ip, out);
  AppendField("rid", row.rid, out);
  AppendField("ua", row.ua, out);
  AppendField("uri", row.uri, out);
}

void WholeRowJson(const RawRow& row, NullableText ip, std::string& out) {
  OpenRowJson(row, ip, out);
  AppendField("data", row.data, out);
  out += '}';
}

}  // namespace

RejectWriter::RejectWriter(const KernelOptions& options, const JobTexts& job, Counters& counters,
                           PartitionAdmission& partitions, RowWriter& writer, KernelTrace* trace)
    : options_(options),
      job_(job),
      counters_(counters),
      partitions_(partitions),
      writer_(writer),
      trace_(trace),
      allowed_apps_(options.apps) {}

void RejectWriter::RejectText(RejectReason reason, std::string_view detail, std::string_view text,
                              const LinePlace& place) {
  WriteOriginal(reason, detail, text, nullptr, {}, place);
}

void RejectWriter::RejectRow(RejectReason reason, std::string_view detail, const RawRow& row, std::string_view client,
                             std::string_view text, NullableText stored_ip, const LinePlace& place) {
  if (HidesIp(row)) {
    WholeRowJson(row, stored_ip, row_json_);
    text = row_json_;
  }
  WriteOriginal(reason, detail, text, &row, client, place);
}

void RejectWriter::RejectRest(std::string_view detail, std::string_view rest, const RawRow& row,
                              std::string_view client, const LinePlace& place) {
  WriteOriginal(RejectReason::not_json, detail, rest, &row, client, place);
}

void RejectWriter::WriteOriginal(RejectReason reason, std::string_view detail, std::string_view original,
                                 const RawRow* row, std::string_view client, const LinePlace& place) {
  ++counters_.rejected[static_cast<size_t>(reason)];
  counters_.wrong_input.AddRow(reason, original, row == nullptr ? NullableText() : row->data, client);
  if (trace_ != nullptr) trace_->RowRejected(reason, detail, original, row);
  RejectFacts reject;
  reject.reason = reason;
  reject.detail = detail;
  reject.original = original;
  reject.file = place.file;
  reject.line = place.number;
  if (row != nullptr) {
    reject.app = row->app_id;
    reject.ingest_time = row->ingest_time;
  }
  Write(reject);
}

void RejectWriter::RejectEvent(RejectReason reason, std::string_view detail, const EventRow& event, size_t index,
                               const Request& from) {
  ++counters_.rejected[static_cast<size_t>(reason)];
  counters_.wrong_input.AddEvent(reason, event.original, from.client->name);
  if (trace_ != nullptr) trace_->EventRejected(reason, detail, event, index);
  if (!from.is_line && request_json_.empty()) {
    OpenRowJson(*from.row, from.source_ip, request_json_);
    request_json_ += '}';
  }
  RejectFacts reject;
  reject.reason = reason;
  reject.detail = detail.data() == nullptr ? std::string_view("") : detail;
  reject.app = event.Has(EventColumn::app_id) ? event.Text(EventColumn::app_id) : from.row->app_id;
  reject.original = StoredOriginal(event);
  if (!from.is_line) {  // a line is its own request
    reject.request = request_json_;
    reject.bundle_index = static_cast<int32_t>(index);
  }
  reject.ingest_time = from.row->ingest_time;
  reject.file = from.file;
  reject.line = from.line;
  Write(reject);
}

void RejectWriter::Write(RejectFacts& reject) {
  std::string_view app = TruncateUtf8(reject.app, 255);
  if (reject.app.data() == nullptr) {
    app = "";
  } else if (!allowed_apps_.Has(reject.app)) {
    app = kUnknownApp;
  }
  reject.partition = partitions_.OfReject(app, DayOf(reject.ingest_time.value_or(job_.created_us / 1000)));
  writer_.WriteReject(reject);
}

std::string_view RejectWriter::StoredOriginal(const EventRow& event) {
  if (options_.ip_privacy == IpPrivacy::kKeep || event.ip.empty()) return event.original;
  const NullableText hidden = AnonymiseIpList(event.ip, options_.ip_privacy, event_ip_);
  ReplaceAll(event.original, event.ip, hidden, original_);
  return original_;
}

}  // namespace millrace
