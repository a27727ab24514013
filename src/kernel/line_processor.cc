#include "kernel/line_processor.h"

#include <algorithm>
#include <array>

#include "core/utf8.h"
#include "raw/ingest_time.h"

namespace millrace {

LineProcessor::LineProcessor(const KernelOptions& options, const Enrichments& enrichments, EventProcessor& events,
                             Counters& counters, KernelTrace* trace)
    : events_(events),
      rejects_(events.rejects()),
      counters_(counters),
      trace_(trace),
      plugins_(options.clients, enrichments.transformers, TransformOptionsOf(options)),
      transformers_(AmongBuiltIn(options.clients), TransformOptionsOf(options)) {
  if (trace != nullptr) bundle_.story = trace->rules();
}

void LineProcessor::BeginFile(std::string_view name) {
  file_ = EscapeInvalidUtf8(name);
  ++events_.request().file_serial;
}

void LineProcessor::Process(const RawLine& line, uint32_t first_index) {
  first_index_ = first_index;
  ++counters_.lines;
  if (line.too_long_bytes > 0) {
    ++counters_.rows_read;
    return rejects_.RejectText(RejectReason::line_too_long,
                               "the line has " + std::to_string(line.too_long_bytes) + " bytes", line.text,
                               {file_, line.number});
  }
  if (!plugins_.empty()) return Collect(line);
  row_parser_.Start(line.text);
  for (LineValue value; row_parser_.Next(value);) ProcessValue(value, line.number);
}

void LineProcessor::RejectBrokenFile(const RawLine& broken_line, std::string_view error) {
  ++counters_.rows_read;
  rejects_.RejectText(RejectReason::truncated_file, error, broken_line.text, {file_, broken_line.number});
}

void LineProcessor::Finish() {
  for (const auto& batches : plugins_.all()) {
    Flush(*batches);
    batches->Finish();
  }
}

void LineProcessor::ProcessValue(const LineValue& value, uint64_t line) {
  if (value.row != nullptr) {
    ProcessRow(*value.row, value.text, line);
  } else {
    ++counters_.rows_read;
    rejects_.RejectText(RejectReason::not_json, value.error, value.text, {file_, line});
  }
}

// With transformer plug-ins: they get lines of any form, or the rows of their apps.
void LineProcessor::Collect(const RawLine& line) {
  LineBatches* const of_the_rest = plugins_.Of({});
  if (!plugins_.by_app()) return Collect(line.text, line.number, nullptr, *of_the_rest);
  // A line without a row of another app stays whole.
  const auto is_whole = [&] {
    row_parser_.Start(line.text);
    for (LineValue value; row_parser_.Next(value);) {
      if (value.row != nullptr && plugins_.Of(value.row->app_id) != of_the_rest) return false;
    }
    return true;
  };
  if (of_the_rest != nullptr && is_whole()) return Collect(line.text, line.number, nullptr, *of_the_rest);
  row_parser_.Start(line.text);
  for (LineValue value; row_parser_.Next(value);) {
    LineBatches* const to = value.row == nullptr ? nullptr : plugins_.Of(value.row->app_id);
    if (to != nullptr) {
      Collect(value.text, line.number, value.row, *to);
    } else {
      ProcessValue(value, line.number);
    }
  }
}

void LineProcessor::Collect(std::string_view text, uint64_t line, const RawRow* row, LineBatches& to) {
  if (trace_ != nullptr) trace_->SentToPlugin(to.plugin(), text, row);
  to.Add(text, line, file_, events_.request().file_serial);
  if (to.IsFull()) Flush(to);
}

// What a transformer plug-in made of the lines so far. A line counts as a request, whatever it gave.
void LineProcessor::Flush(LineBatches& batches) {
  Request& request = events_.request();
  const uint64_t last_file = request.file_serial;
  batches.Flush([&](const LineBatches::Line& line, const RawRow& row, EventBundle& events) {
    ++counters_.rows_read;
    ++counters_.requests;
    counters_.events_read += events.size;
    counters_.rows_with_replaced_utf8 += line.replaced_utf8;
    for (const std::string_view field : events.lenient_fields) ++counters_.lenient_fields[std::string(field)];
    if (trace_ != nullptr) trace_->AnsweredByPlugin(batches.plugin());
    if (events.size == 0) return;
    request.source_ip = rejects_.StoredIp(row);
    request.row = &row;
    request.file = line.file;
    request.file_serial = line.file_serial;
    request.line = line.number;
    request.is_line = true;
    request.ingest_time_text = IsoTime(*row.ingest_time, request.ingest_time_buffer);
    request.client = &batches.traits();
    events_.BeginRequest(row);
    if (events.rows[0].reject == RejectReason::plugin) ++counters_.rejected_by_plugin[batches.plugin()];
    events_.Process(events.rows[0], 0);
  });
  request.file_serial = last_file;
  request.is_line = false;
}

void LineProcessor::ProcessRow(const RawRow& row, std::string_view text, uint64_t line) {
  ++counters_.rows_read;
  counters_.rows_with_replaced_utf8 += row.replaced_utf8;
  if (trace_ != nullptr) trace_->Row(row);
  Transformer& transformer = transformers_.Of(row.app_id);
  const ClientTraits& client = transformer.traits();
  Request& request = events_.request();
  request.source_ip = rejects_.StoredIp(row);
  const auto reject = [&](RejectReason reason, std::string_view detail) {
    rejects_.RejectRow(reason, detail, row, client.name, text, request.source_ip, {file_, line});
  };
  if (!row.ingest_time) return reject(RejectReason::bad_ingest_time, IngestTimeFault(row.ingest_time_sent));
  counters_.ingest_times_in_seconds += row.ingest_in_seconds;
  PayloadDecoder::Result payload = decoder_.Decode(row.data, true, client.payload_form);
  if (payload.json.data() == nullptr) return reject(payload.reason, payload.detail);
  bundle_.first_index = first_index_;
  const RawRow& short_row = texts_.ForTransformer(row);
  const bool as_sent = transformer.Transform(short_row, payload.json, bundle_, error_);
  if (!as_sent) {
    payload = decoder_.Repair();
    if (payload.json.data() == nullptr) return reject(payload.reason, payload.detail);
    if (!transformer.Transform(short_row, payload.json, bundle_, error_)) {
      return reject(RejectReason::bad_payload, error_);
    }
    counters_.rows_with_replaced_utf8 += payload.replaced_utf8 && !row.replaced_utf8;
  }
  if (trace_ != nullptr) trace_->Payload(row, client, payload.json, !as_sent);
  ++counters_.requests;
  request.row = &texts_.ForRows(row, bundle_.elements, counters_.request_texts_cut);
  if (request.row != &row) request.source_ip = rejects_.StoredIp(*request.row);
  request.file = file_;
  request.line = line;
  request.ingest_time_text = IsoTime(*row.ingest_time, request.ingest_time_buffer);
  request.client = &client;
  events_.BeginRequest(row);
  ProcessBlock();
  while (transformer.Next(bundle_)) ProcessBlock();
  if (payload.rest.empty()) return;
  ++counters_.rows_read;
  rejects_.RejectRest(payload.rest_detail, payload.rest, row, client.name, {file_, line});
}

void LineProcessor::ProcessBlock() {
  counters_.events_read += bundle_.size;
  for (const std::string_view field : bundle_.lenient_fields) ++counters_.lenient_fields[std::string(field)];
  if (trace_ != nullptr) trace_->Block(bundle_);
  for (size_t i = 0; i < bundle_.size; ++i) events_.Process(bundle_.rows[i], bundle_.first_index + i);
}

}  // namespace millrace
