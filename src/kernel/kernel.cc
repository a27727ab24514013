#include "kernel/kernel.h"

#include "core/app_id.h"
#include "core/json_text.h"
#include "core/replace_text.h"
#include "core/utf8.h"
#include "enrich/device_rules.h"
#include "kernel/aggregates.h"
#include "kernel/enrichment_stage.h"
#include "kernel/line_clients.h"
#include "kernel/merge_enrichment.h"
#include "kernel/request_texts.h"
#include "kernel/row_writer.h"
#include "kernel/shared.h"
#include "kernel/traffic_source_input.h"
#include "raw/ingest_time.h"
#include "raw/payload.h"
#include "raw/raw_row.h"

namespace millrace {
namespace {

using E = EventColumn;

// The longest text of each column, and which columns have texts.
struct TextLimits {
  std::array<uint32_t, kEventColumnCount> bytes{};
  std::array<uint64_t, 2> columns{};
};

const TextLimits& EventLimits() {
  static const auto limits = [] {
    TextLimits all;
    const auto columns = TableOf(TableId::kEvent).columns;
    for (size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].type != ColumnType::kText) continue;
      all.bytes[i] = columns[i].max_bytes;
      all.columns[i / 64] |= uint64_t{1} << (i % 64);
    }
    return all;
  }();
  return limits;
}

void FillEmpty(EventRow& event, E column, NullableText found) {
  if (found.data() != nullptr && event.Text(column).empty()) event.SetText(column, found);
}

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

TransformOptions TransformOptionsOf(const KernelOptions& options) {
  TransformOptions result;
  result.apps = options.apps;
  result.max_event_age_ms = options.max_event_age_ms;
  result.max_partition_age_ms = options.max_partition_age_ms;
  result.correct_client_clock = options.correct_client_clock;
  result.sensors_event_names = options.sensors_event_names;
  if (options.ip_privacy != IpPrivacy::kKeep) {
    result.hide_ip = [privacy = options.ip_privacy](std::string_view ip, std::string& buffer) {
      return AnonymiseIpList(ip, privacy, buffer);
    };
  }
  return result;
}

struct Kernel::State {
  State(const KernelOptions& given, const Enrichments& enrichments, const JobInfo& job_info,
        KernelShared::State& shared_state, BatchSink& sink)
      : options(given),
        job(job_info),
        shared(shared_state),
        stage(MakeStage(enrichments.on_batches, sink)),
        // A third for batches and what waits beside them, a twelfth for users and sessions, which are written as
        // partial rows that merge (principle 7). The rest is for what does not grow with the input: buffers of the
        // current line, caches, and a batch on its way to the lake.
        writer(job, stage ? *stage : sink, counters, options.memory_bytes / 3),
        lines(given.clients, enrichments.transformers, TransformOptionsOf(given)),
        transformers(AmongBuiltIn(given.clients), TransformOptionsOf(given)),
        allowed_apps(given.apps),
        partitions(shared_state.partitions, DayOf(job_info.created_us / 1000)),
        aggregates(std::make_unique<Aggregates>()) {
    if (enrichments.user_agents) {
      user_agents.emplace(*enrichments.user_agents);
      devices_by_app = enrichments.user_agents->devices().by_app();
    }
    request.agent_on_batches = enrichments.agent_on_batches;
    if (enrichments.geo) locator.emplace(*enrichments.geo);
    if (enrichments.traffic_source) classifier.emplace(*enrichments.traffic_source);
  }

  void ProcessValue(const LineValue& value, uint64_t line);
  // `text`: the row as it was sent.
  void ProcessRow(const RawRow& row, std::string_view text, uint64_t line);
  void ProcessBlock();
  void RejectTooLong(const RawLine& line);
  void CollectLine(const RawLine& line);
  void FlushLines(LineBatches& batches);
  void ProcessEvent(EventRow& event, size_t index);
  void WriteDerived(EventRow& event, size_t index);
  void WriteRow(const EventRow& event, size_t index, bool derived, bool more);
  // What follows from an event whose values are final; `derived` from one that another implied.
  void Settle(const EventRow& event, const Request& from, bool derived);
  void SettleHeld(const HeldEvents::Event& event, std::string_view plugin, NullableText detail);
  std::unique_ptr<EnrichmentStage> MakeStage(const std::vector<const BatchEnrichmentSource*>& steps, BatchSink& sink);
  void LookUp(NullableText user_agent, NullableText ip, std::string_view app_id);
  void Classify(EventRow& event);
  void Cut(EventRow& event);
  void WriteItems(const EventRow& event);
  void WriteReject(RejectFacts& reject);
  void RejectRow(RejectReason reason, std::string_view detail, std::string_view original, const RawRow* row,
                 uint64_t line);
  // `index`: its place in its request as it was first sent.
  void RejectEvent(RejectReason reason, std::string_view detail, const EventRow& event, size_t index,
                   const Request& from);
  std::string_view HideIp(const EventRow& event);
  void FlushAggregates();

  KernelOptions options;
  JobTexts job;
  KernelShared::State& shared;
  Counters counters;
  std::unique_ptr<EnrichmentStage> stage;  // null where batches pass nothing
  RowWriter writer;
  RowParser row_parser;
  PayloadDecoder decoder;
  LineClients lines;
  Transformers transformers;
  const AllowedApps allowed_apps;
  PartitionAdmission partitions;
  std::optional<UserAgentParser> user_agents;
  bool devices_by_app = false;
  std::string agent_app;  // for which the agent was looked up, where that matters
  std::optional<IpLocator> locator;
  std::optional<TrafficSourceClassifier> classifier;
  std::unique_ptr<Aggregates> aggregates;
  EventBundle bundle;
  Request request;
  std::string file;
  std::string error;
  std::string anonymous_ip;
  std::string event_ip;
  std::string original;      // of the event that is rejected, where it is not kept as it was sent
  std::string request_json;  // of the current request, made when its first reject is
  std::string row_json;
  RequestTexts texts;
  std::string clid;  // scratch of the current event
  std::string item_key;
  uint32_t first_index = 0;  // of the current line's payloads
};

Kernel::Kernel(const KernelOptions& options, const Enrichments& enrichments, const JobInfo& job, KernelShared& shared,
               BatchSink& sink)
    : state_(std::make_unique<State>(options, enrichments, job, *shared.state_, sink)) {}
Kernel::~Kernel() = default;

const Counters& Kernel::counters() const {
  return state_->counters;
}

void Kernel::BeginFile(std::string_view name) {
  state_->file = EscapeInvalidUtf8(name);
  ++state_->request.file_serial;
}

void Kernel::ProcessLine(const RawLine& line, uint32_t first_index) {
  State& state = *state_;
  state.first_index = first_index;
  ++state.counters.lines;
  if (line.too_long_bytes > 0) return state.RejectTooLong(line);
  if (!state.lines.empty()) return state.CollectLine(line);
  state.row_parser.Start(line.text);
  for (LineValue value; state.row_parser.Next(value);) state.ProcessValue(value, line.number);
}

void Kernel::RejectBrokenFile(const RawLine& broken_line, std::string_view error, std::string_view no_gzip) {
  if (!no_gzip.empty()) state_->counters.wrong_input.AddNoGzip(no_gzip);
  ++state_->counters.rows_read;
  state_->RejectRow(RejectReason::truncated_file, error, broken_line.text, nullptr, broken_line.number);
}

void Kernel::Finish() {
  for (const auto& batches : state_->lines.all()) {
    state_->FlushLines(*batches);
    batches->Finish();
  }
  if (state_->stage) {
    state_->writer.FlushEvents();
    state_->stage->Finish();
  }
  const std::scoped_lock lock(state_->shared.mutex);
  state_->writer.TakeAll(state_->shared.batches);
  state_->shared.finished.push_back(std::move(state_->aggregates));
}

void Kernel::State::ProcessValue(const LineValue& value, uint64_t line) {
  if (value.row != nullptr) {
    ProcessRow(*value.row, value.text, line);
  } else {
    ++counters.rows_read;
    RejectRow(RejectReason::not_json, value.error, value.text, nullptr, line);
  }
}

void Kernel::State::RejectTooLong(const RawLine& line) {
  ++counters.rows_read;
  RejectRow(RejectReason::line_too_long, "the line has " + std::to_string(line.too_long_bytes) + " bytes", line.text,
            nullptr, line.number);
}

// With transformer plug-ins: theirs are lines of any form, or rows of their apps.
void Kernel::State::CollectLine(const RawLine& line) {
  const auto add = [&](LineBatches& to, std::string_view text) {
    to.Add(text, line.number, file, request.file_serial);
    if (to.IsFull()) FlushLines(to);
  };
  LineBatches* const of_the_rest = lines.Of({});
  if (!lines.by_app()) return add(*of_the_rest, line.text);
  // A line that no other app has a row in is left whole.
  const auto is_whole = [&] {
    row_parser.Start(line.text);
    for (LineValue value; row_parser.Next(value);) {
      if (value.row != nullptr && lines.Of(value.row->app_id) != of_the_rest) return false;
    }
    return true;
  };
  if (of_the_rest != nullptr && is_whole()) return add(*of_the_rest, line.text);
  row_parser.Start(line.text);
  for (LineValue value; row_parser.Next(value);) {
    LineBatches* const to = value.row == nullptr ? nullptr : lines.Of(value.row->app_id);
    if (to != nullptr) {
      add(*to, value.text);
    } else {
      ProcessValue(value, line.number);
    }
  }
}

// What a transformer plug-in made of the lines so far. A line counts as a request, whatever it gave.
void Kernel::State::FlushLines(LineBatches& batches) {
  const uint64_t last_file = request.file_serial;
  batches.Flush([&](const LineBatches::Line& line, const RawRow& row, EventBundle& events) {
    ++counters.rows_read;
    ++counters.requests;
    counters.events_read += events.size;
    counters.rows_with_replaced_utf8 += line.replaced_utf8;
    for (const std::string_view field : events.lenient_fields) ++counters.lenient_fields[std::string(field)];
    if (events.size == 0) return;
    const bool hides_ip = options.ip_privacy != IpPrivacy::kKeep && row.ip.data() != nullptr;
    request.source_ip = hides_ip ? AnonymiseIpList(row.ip, options.ip_privacy, anonymous_ip) : row.ip;
    ++request.serial;
    request.row = &row;
    request.file = line.file;
    request.file_serial = line.file_serial;
    request.line = line.number;
    request.is_line = true;
    request.ingest_time_text = IsoTime(*row.ingest_time, request.ingest_time_buffer);
    request.client = &batches.traits();
    LookUp(row.ua, row.ip, row.app_id);
    if (events.rows[0].reject == RejectReason::plugin) ++counters.rejected_by_plugin[batches.plugin()];
    ProcessEvent(events.rows[0], 0);
  });
  request.file_serial = last_file;
  request.is_line = false;
}

void Kernel::State::ProcessRow(const RawRow& row, std::string_view text, uint64_t line) {
  ++counters.rows_read;
  counters.rows_with_replaced_utf8 += row.replaced_utf8;
  const bool hides_ip = options.ip_privacy != IpPrivacy::kKeep && row.ip.data() != nullptr;
  request.source_ip = hides_ip ? AnonymiseIpList(row.ip, options.ip_privacy, anonymous_ip) : row.ip;
  const auto reject = [&](RejectReason reason, std::string_view detail) {
    if (hides_ip) WholeRowJson(row, request.source_ip, row_json);
    RejectRow(reason, detail, hides_ip ? row_json : text, &row, line);
  };
  if (!row.ingest_time) return reject(RejectReason::bad_ingest_time, IngestTimeFault(row.ingest_time_sent));
  counters.ingest_times_in_seconds += row.ingest_in_seconds;
  Transformer& transformer = transformers.Of(row.app_id);
  const ClientTraits& client = transformer.traits();
  PayloadDecoder::Result payload = decoder.Decode(row.data, true, client.payload_form);
  if (payload.json.data() == nullptr) return reject(payload.reason, payload.detail);
  bundle.first_index = first_index;
  const RawRow& short_row = texts.ForTransformer(row);
  if (!transformer.Transform(short_row, payload.json, bundle, error)) {
    payload = decoder.Repair();
    if (payload.json.data() == nullptr) return reject(payload.reason, payload.detail);
    if (!transformer.Transform(short_row, payload.json, bundle, error)) return reject(RejectReason::bad_payload, error);
    counters.rows_with_replaced_utf8 += payload.replaced_utf8 && !row.replaced_utf8;
  }
  ++counters.requests;
  ++request.serial;
  request.row = &texts.ForRows(row, bundle.elements, counters.request_texts_cut);
  if (request.row != &row) {
    request.source_ip = hides_ip ? TruncateUtf8(request.source_ip, kMaxRepeatedText) : request.row->ip;
  }
  request.file = file;
  request.line = line;
  request.ingest_time_text = IsoTime(*row.ingest_time, request.ingest_time_buffer);
  request.client = &client;
  if (!client.events_bring_agent) {
    LookUp(row.ua, row.ip, row.app_id);
    request.ua = request.row->ua;  // as it is stored
  }
  request_json.clear();
  ProcessBlock();
  while (transformer.Next(bundle)) ProcessBlock();
  if (payload.rest.empty()) return;
  ++counters.rows_read;
  RejectRow(RejectReason::not_json, payload.rest_detail, payload.rest, &row, line);
}

void Kernel::State::ProcessBlock() {
  counters.events_read += bundle.size;
  for (const std::string_view field : bundle.lenient_fields) ++counters.lenient_fields[std::string(field)];
  for (size_t i = 0; i < bundle.size; ++i) ProcessEvent(bundle.rows[i], bundle.first_index + i);
}

void Kernel::State::LookUp(NullableText user_agent, NullableText ip, std::string_view app_id) {
  request.ua = user_agent;
  request.user_agent = user_agents && !user_agent.empty() ? &user_agents->Parse(user_agent, app_id) : nullptr;
  if (devices_by_app) agent_app = app_id;
  request.location = locator && !ip.empty() ? &locator->Locate(ip) : nullptr;
}

void Kernel::State::ProcessEvent(EventRow& event, size_t index) {
  if (event.reject) return RejectEvent(*event.reject, event.reject_detail, event, index, request);
  const ClientTraits& client = *request.client;
  if (client.events_bring_agent) {
    ++request.serial;  // what rows share is this event's alone
    LookUp(event.user_agent, event.ip, event.Text(E::app_id));
  } else if (devices_by_app && agent_app != event.Text(E::app_id)) {
    ++request.serial;  // an event of another app than its request names
    LookUp(request.row->ua, request.row->ip, event.Text(E::app_id));
  }
  if (options.filter_bots && request.user_agent != nullptr && request.user_agent->is_bot) {
    return RejectEvent(RejectReason::bot, request.user_agent->device, event, index, request);
  }
  if (const UserAgent* agent = request.user_agent; agent != nullptr && !request.agent_on_batches) {
    FillEmpty(event, E::device_mobile_brand_name, agent->brand);
    FillEmpty(event, E::device_mobile_model_name, agent->model);
  }
  if (client.events_bring_enrichment) MergeEnrichment(request, event);
  Classify(event);
  Cut(event);
  if (!partitions.AdmitsEvent(event.Text(E::app_id), DayOf(*event.Int(E::event_time_msec)))) {
    return RejectEvent(RejectReason::partition_limit, "the run has reached the limit processing.max_partitions", event,
                       index, request);
  }
  WriteRow(event, index, false, event.derived_count > 0);
  if (event.derived_count > 0) WriteDerived(event, index);
  FlushAggregates();
}

// Rows that the event implies: the same but for id and name. They tell nothing of the user that it did not.
void Kernel::State::WriteDerived(EventRow& event, size_t index) {
  for (size_t i = 0; i < event.derived_count; ++i) {
    event.SetText(E::event_id, TruncateUtf8(event.derived[i].event_id, EventLimits().bytes[SlotOf(E::event_id)]));
    event.SetText(E::event_name, event.derived[i].event_name);
    WriteRow(event, index, true, i + 1U < event.derived_count);
  }
}

// `more`: another row of the same event follows.
void Kernel::State::WriteRow(const EventRow& event, size_t index, bool derived, bool more) {
  if (!stage || !stage->holds()) {
    writer.WriteEvent(event, request);
    return Settle(event, request, derived);
  }
  const size_t held_bytes = stage->Hold(event, request, index, derived);
  writer.WriteEvent(event, request, more, held_bytes);
}

void Kernel::State::Settle(const EventRow& event, const Request& from, bool derived) {
  if (derived) {
    ++counters.events_derived;
    return aggregates->AddSession(event, from);
  }
  counters.events_clock_corrected += event.clock.adjusted;
  WriteItems(event);
  aggregates->Add(event, from);
}

std::unique_ptr<EnrichmentStage> Kernel::State::MakeStage(const std::vector<const BatchEnrichmentSource*>& steps,
                                                          BatchSink& sink) {
  if (steps.empty()) return nullptr;
  return std::make_unique<EnrichmentStage>(
      steps, sink, counters, [this](const HeldEvents::Event& event, std::string_view plugin, NullableText detail) {
        SettleHeld(event, plugin, detail);
      });
}

void Kernel::State::SettleHeld(const HeldEvents::Event& event, std::string_view plugin, NullableText detail) {
  if (detail.data() == nullptr) return Settle(event.row, event.request, event.derived);
  ++counters.rejected_by_plugin[std::string(plugin)];
  request_json.clear();
  RejectEvent(RejectReason::plugin, std::string(plugin) + ": " + std::string(detail), event.row, event.index,
              event.request);
  request_json.clear();
}

void Kernel::State::Classify(EventRow& event) {
  if (!event.has_attributes) return;
  const TrafficSourceInput input = TrafficSourceInputOf(event, request.serial, clid);
  const TrafficSource& result = classifier ? classifier->Classify(event.Text(E::app_id), input) : input.given;
  event.SetText(E::traffic_source_source, result.source);
  event.SetText(E::traffic_source_medium, result.medium);
  event.SetText(E::traffic_source_campaign, result.campaign);
  event.SetText(E::traffic_source_content, result.content);
  event.SetText(E::traffic_source_term, result.term);
  event.SetText(E::traffic_source_campaign_id, result.campaign_id);
  event.SetText(E::traffic_source_clid_platform, result.clid_platform);
  event.SetText(E::traffic_source_clid, result.clid);
  event.SetText(E::traffic_source_channel_group, result.channel_group);
  event.SetText(E::traffic_source_category, result.category);
}

void Kernel::State::Cut(EventRow& event) {
  const TextLimits& limits = EventLimits();
  for (size_t word = 0; word < 2; ++word) {
    for (uint64_t bits = event.present()[word] & limits.columns[word]; bits != 0; bits &= bits - 1) {
      const auto slot = static_cast<Slot>(word * 64 + static_cast<size_t>(std::countr_zero(bits)));
      const std::string_view text = event.PresentText(slot);
      if (text.size() <= limits.bytes[slot]) continue;
      const Column& column = TableOf(TableId::kEvent).columns[slot];
      event.SetText(slot, CutToColumn(column, text));
      if (event.Has(slot)) {
        ++counters.texts_truncated;
      } else {
        ++counters.lenient_fields[std::string(column.name)];
      }
    }
  }
}

void Kernel::State::WriteItems(const EventRow& event) {
  counters.items_read += event.items.size() + event.items_without_id;
  counters.items_without_id += event.items_without_id;
  event.items.ForEach([&](const ItemRow& item) {
    item_key.clear();
    for (const std::string_view part : {event.Text(E::app_id), event.Text(E::event_id), event.Text(E::user_pseudo_id),
                                        item.text[static_cast<size_t>(ItemColumn::item_id)]}) {
      const uint64_t size = part.size();  // so that no two keys share their bytes
      item_key.append(reinterpret_cast<const char*>(&size), sizeof size).append(part);
    }
    if (shared.items.Add(XXH3_128bits(item_key.data(), item_key.size()))) {
      writer.WriteItem(event, item);
    } else {
      ++counters.items_duplicate;
    }
  });
}

void Kernel::State::WriteReject(RejectFacts& reject) {
  std::string_view app = TruncateUtf8(reject.app, 255);
  if (reject.app.data() == nullptr) {
    app = "";
  } else if (!allowed_apps.Has(reject.app)) {
    app = kUnknownApp;
  }
  reject.partition = partitions.OfReject(app, DayOf(reject.ingest_time.value_or(job.created_us / 1000)));
  writer.WriteReject(reject);
}

void Kernel::State::RejectRow(RejectReason reason, std::string_view detail, std::string_view original,
                              const RawRow* row, uint64_t line) {
  ++counters.rejected[static_cast<size_t>(reason)];
  counters.wrong_input.AddRow(reason, original, row == nullptr ? NullableText() : row->data,
                              row == nullptr ? "" : transformers.Of(row->app_id).traits().name);
  RejectFacts reject;
  reject.reason = reason;
  reject.detail = detail;
  reject.original = original;
  reject.file = file;
  reject.line = line;
  if (row != nullptr) {
    reject.app = row->app_id;
    reject.ingest_time = row->ingest_time;
  }
  WriteReject(reject);
}

void Kernel::State::RejectEvent(RejectReason reason, std::string_view detail, const EventRow& event, size_t index,
                                const Request& from) {
  ++counters.rejected[static_cast<size_t>(reason)];
  counters.wrong_input.AddEvent(reason, event.original, from.client->name);
  if (!from.is_line && request_json.empty()) {
    OpenRowJson(*from.row, from.source_ip, request_json);
    request_json += '}';
  }
  RejectFacts reject;
  reject.reason = reason;
  reject.detail = detail.data() == nullptr ? std::string_view("") : detail;
  reject.app = event.Has(E::app_id) ? event.Text(E::app_id) : from.row->app_id;
  reject.original = HideIp(event);
  if (!from.is_line) {  // else the original is all there was
    reject.request = request_json;
    reject.bundle_index = static_cast<int32_t>(index);
  }
  reject.ingest_time = from.row->ingest_time;
  reject.file = from.file;
  reject.line = from.line;
  WriteReject(reject);
}

// The event as it was sent, without the address that must not be stored.
std::string_view Kernel::State::HideIp(const EventRow& event) {
  if (options.ip_privacy == IpPrivacy::kKeep || event.ip.empty()) return event.original;
  const NullableText hidden = AnonymiseIpList(event.ip, options.ip_privacy, event_ip);
  ReplaceAll(event.original, event.ip, hidden, original);
  return original;
}

void Kernel::State::FlushAggregates() {
  if (aggregates->memory_bytes() > options.memory_bytes / 12) aggregates->Write(writer);
}

}  // namespace millrace
