#include "project/request_trace.h"

#include <algorithm>

#include <arrow/array.h>
#include <arrow/record_batch.h>

#include "core/error.h"
#include "core/quantity.h"
#include "core/time.h"
#include "core/utf8.h"
#include "kernel/traffic_source_input.h"
#include "pipeline/job_id.h"
#include "project/project_parts.h"
#include "raw/ingest_time.h"
#include "raw/payload.h"
#include "raw/raw_file.h"
#include "schema/text_cell.h"
#include "transform/transformer.h"

namespace millrace {
namespace {

// Of one value.
constexpr size_t kShownBytes = 2000;
constexpr size_t kShownCharacters = 1000;

std::string Time(int64_t msec) {
  constexpr int64_t kLatest = INT64_MAX / 1000;
  return msec > kLatest || msec < -kLatest ? std::to_string(msec) + " ms" : FormatMicroseconds(msec * 1000);
}

// Without control characters, and cut where it is long.
std::string Shown(NullableText text) {
  if (text.data() == nullptr) return "(null)";
  size_t end = 0;
  for (size_t characters = 0; end < text.size(); ++characters) {
    size_t next = end + 1;
    while (next < text.size() && IsUtf8Continuation(text[next])) ++next;
    if (next > kShownBytes || (characters + 1 == kShownCharacters && next < text.size())) break;
    end = next;
  }
  std::string shown(text.substr(0, end));
  std::ranges::replace_if(
      shown, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return end < text.size() ? shown + "…" : shown;
}

// The parts that are there, with commas between them.
std::string Joined(std::initializer_list<std::pair<std::string_view, std::string_view>> parts) {
  std::string out;
  for (const auto& [name, value] : parts) {
    if (value.empty()) continue;
    out += (out.empty() ? "" : ", ") + (name.empty() ? std::string() : std::string(name) + " ") + std::string(value);
  }
  return out.empty() ? "nothing known" : out;
}

// A row that the kernel wrote.
struct StoredRow {
  std::shared_ptr<arrow::RecordBatch> batch;
  int64_t row = 0;

  template <typename Column>
  std::string Text(Column column) const {
    return std::string(TextAt(*batch->column(static_cast<int>(column)), row));
  }
};

std::vector<StoredRow> RowsOf(const TableBatches& batches, TableId table) {
  std::vector<StoredRow> rows;
  const auto found = batches.find(table);
  if (found == batches.end()) return rows;
  for (const auto& batch : found->second) {
    for (int64_t row = 0; row < batch->num_rows(); ++row) rows.push_back({batch, row});
  }
  return rows;
}

bool IsOfEvent(const StoredRow& reject, size_t number) {
  const auto& index =
      static_cast<const arrow::Int32Array&>(*reject.batch->column(static_cast<int>(RejectColumn::bundle_index)));
  return !index.IsNull(reject.row) && static_cast<size_t>(index.Value(reject.row)) == number;
}

// Follows one line. Not thread-safe. Config and enrichments must outlive it.
class RequestTracer {
 public:
  RequestTracer(const Config& configuration, const OpenEnrichments& opened)
      : config_(configuration),
        enrichments_(opened),
        kernel_options_(KernelOptionsOf(configuration, 1)),
        transformers_(AmongBuiltIn(kernel_options_.clients), TransformOptionsOf(kernel_options_)) {
    if (opened.geo) locator_.emplace(*opened.geo);
    if (opened.user_agents) agents_.emplace(*opened.user_agents);
    if (opened.traffic_source) classifier_.emplace(*opened.traffic_source);
  }

  std::vector<TraceEntry> Trace(const RawLine& line, const std::string& file, std::optional<int> index);

 private:
  void Say(const std::string& name, const std::string& text) {
    story_.push_back({TraceEntry::Kind::kFact, name, text});
  }
  void Rejected(std::string_view reason, std::string_view detail) {
    story_.push_back({TraceEntry::Kind::kRejected, std::string(reason), std::string(detail)});
  }
  void Rejected(RejectReason reason, std::string_view detail) { Rejected(RejectReasonName(reason), detail); }

  void RunKernel(const RawLine& line, std::string_view file);
  bool IsPlugin(const std::string& client) const;
  void TracePlugin(const std::string& client);
  void TraceRow(const RawRow& row, std::optional<int> index);
  size_t CountEvents(Transformer& transformer);
  void TraceClient(const RawRow& row, const std::string& client);
  void TraceLookups(NullableText ip, NullableText user_agent, std::string_view app);
  void TraceEvent(const RawRow& row, const ClientTraits& client, const EventRow& event, size_t number);
  void TraceClock(const RawRow& row, const ClientTraits& client, const EventRow& event);
  void TraceSource(const EventRow& event);
  void TraceResult(const EventRow& event, size_t number);
  bool TraceStored(const std::string& id);
  void SayRow(const StoredRow& row);

  const Config& config_;
  const OpenEnrichments& enrichments_;
  KernelOptions kernel_options_;
  RowParser row_parser_;
  PayloadDecoder decoder_;
  Transformers transformers_;
  std::optional<IpLocator> locator_;
  std::optional<UserAgentParser> agents_;
  std::optional<TrafficSourceClassifier> classifier_;
  EventBundle bundle_;
  std::string error_;
  std::vector<std::string> odd_fields_;
  std::vector<std::pair<size_t, std::string>> rules_;  // what the transformer's rules did, by event
  std::vector<TraceEntry> story_;
  // What the kernel made of the whole line.
  std::vector<StoredRow> event_rows_;
  std::vector<StoredRow> item_rows_;
  std::vector<StoredRow> reject_rows_;
};

std::vector<TraceEntry> RequestTracer::Trace(const RawLine& line, const std::string& file, std::optional<int> index) {
  story_ = {{TraceEntry::Kind::kRequest,
             {},
             file + ", line " + std::to_string(line.number) + ", " + FormatCount(line.text.size()) + " bytes"}};
  RunKernel(line, file);
  if (line.too_long_bytes > 0) {
    Say("line", Shown(line.text));
    Rejected(RejectReason::line_too_long, "the line has " + FormatCount(line.too_long_bytes) + " bytes");
    return std::move(story_);
  }
  const ClientChoice& clients = kernel_options_.clients;
  size_t count = 0;
  bool only_the_rest = true;
  LineValue value;
  for (row_parser_.Start(line.text); row_parser_.Next(value); ++count) {
    only_the_rest &= value.row == nullptr || clients.Of(value.row->app_id) == clients.client;
  }
  if (only_the_rest && IsPlugin(clients.client)) {
    Say("line", Shown(line.text));
    TracePlugin(clients.client);
    return std::move(story_);
  }
  row_parser_.Start(line.text);
  for (size_t i = 1; row_parser_.Next(value); ++i) {
    if (count > 1) {
      story_.push_back({TraceEntry::Kind::kRow, {}, "row " + std::to_string(i) + " of " + std::to_string(count)});
    }
    if (value.row != nullptr) {
      TraceRow(*value.row, index);
    } else {
      Say("line", Shown(value.text));
      Rejected(RejectReason::not_json, value.error);
    }
  }
  return std::move(story_);
}

void RequestTracer::RunKernel(const RawLine& line, std::string_view file) {
  BatchCollector collector;
  const JobInfo job{.job_id = "explain", .project_id = config_.project, .created_us = WallClockNs() / 1000};
  KernelShared shared(kernel_options_);
  Kernel kernel(kernel_options_, enrichments_.View(), job, shared, collector);
  kernel.BeginFile(file);
  kernel.ProcessLine(line);
  kernel.Finish();
  shared.Finish(job, collector, 1);
  const TableBatches batches = collector.Take();
  event_rows_ = RowsOf(batches, TableId::kEvent);
  reject_rows_ = RowsOf(batches, TableId::kReject);
  item_rows_ = RowsOf(batches, TableId::kItem);
}

bool RequestTracer::IsPlugin(const std::string& client) const {
  return std::ranges::any_of(enrichments_.transformers, [&](const auto& plugin) { return plugin->name() == client; });
}

// Of a plug-in only its answer is known: what the whole line became.
void RequestTracer::TracePlugin(const std::string& client) {
  Say("read by", "the plug-in `" + client + "`");
  for (const StoredRow& row : reject_rows_) {
    Rejected(row.Text(RejectColumn::reason), row.Text(RejectColumn::detail));
  }
  for (const StoredRow& row : event_rows_) SayRow(row);
  if (reject_rows_.empty() && event_rows_.empty()) Say("row", "none");
}

// An event's row as the kernel wrote it.
void RequestTracer::SayRow(const StoredRow& row) {
  story_.push_back({TraceEntry::Kind::kStored, {}, {}, row.batch->Slice(row.row, 1)});
}

void RequestTracer::TraceRow(const RawRow& row, std::optional<int> index) {
  Say("request", "rid " + Shown(row.rid) + ", app " + Shown(row.app_id));
  if (const std::string& client = kernel_options_.clients.Of(row.app_id); IsPlugin(client)) return TracePlugin(client);
  Say("uri", Shown(row.uri));
  if (row.replaced_utf8) Say("repaired", "bytes that are not UTF-8 became U+FFFD");
  if (!row.ingest_time) return Rejected(RejectReason::bad_ingest_time, IngestTimeFault(row.ingest_time_sent));
  Say("ingest time", Time(*row.ingest_time) + (row.ingest_in_seconds ? ", sent in seconds" : ""));
  Say("upload time", row.client_timestamp ? Time(*row.client_timestamp) + " by the client's clock" : "(null)");
  Transformer& transformer = transformers_.Of(row.app_id);
  const ClientTraits& client = transformer.traits();
  TraceClient(row, std::string(client.name));
  rules_.clear();
  bundle_.story = &rules_;
  PayloadDecoder::Result payload = decoder_.Decode(row.data, true, client.payload_form);
  if (payload.json.data() == nullptr) return Rejected(payload.reason, payload.detail);
  const char first = row.data[row.data.find_first_not_of(" \t\r\n")];
  const bool packed = first != '[' && first != '{';
  const auto begin = [&] {
    rules_.clear();
    bundle_.first_index = 0;
    return transformer.Transform(row, payload.json, bundle_, error_);
  };
  bool repaired = false;
  if (!begin()) {
    payload = decoder_.Repair();
    repaired = true;
    if (payload.json.data() == nullptr) return Rejected(payload.reason, payload.detail);
    if (!begin()) return Rejected(RejectReason::bad_payload, error_);
  }
  odd_fields_.clear();
  const size_t events = CountEvents(transformer);
  Say("payload", (!packed                                     ? "JSON, "
                  : client.payload_form == PayloadForm::kForm ? "a form with base64, "
                                                              : "base64 of gzip, ") +
                     FormatCount(row.data.size()) + " bytes" +
                     (packed ? ", unpacked " + FormatCount(payload.json.size()) : "") +
                     (repaired ? ", repaired into strict JSON" : "") + ": " + FormatCount(events) +
                     (events == 1 ? " event" : " events"));
  if (!payload.rest.empty()) {
    Say("after it", Shown(payload.rest));
    Rejected(RejectReason::not_json, payload.rest_detail);
  }
  for (const std::string& field : odd_fields_) {
    Say("odd field", field + " has another type than it should and became null");
  }
  if (!client.events_bring_agent) TraceLookups(row.ip, row.ua, row.app_id);
  if (index && static_cast<size_t>(*index) >= events) {
    throw UserError("--index: the request has " + FormatCount(events) + " events, counted from 0; there is no " +
                    std::to_string(*index));
  }
  (void)begin();
  do {
    for (size_t i = 0; i < bundle_.size; ++i) {
      const size_t number = bundle_.first_index + i;
      if (!index || static_cast<size_t>(*index) == number) TraceEvent(row, client, bundle_.rows[i], number);
    }
    rules_.clear();
  } while (transformer.Next(bundle_));
}

// Goes to the end of a payload that was begun.
size_t RequestTracer::CountEvents(Transformer& transformer) {
  size_t events = 0;
  do {
    events += bundle_.size;
    for (const std::string_view field : bundle_.lenient_fields) odd_fields_.emplace_back(field);
    rules_.clear();
  } while (transformer.Next(bundle_));
  return events;
}

void RequestTracer::TraceClient(const RawRow& row, const std::string& client) {
  const bool by_app = kernel_options_.clients.of_app.contains(std::string(row.app_id));
  Say("client", client + (by_app ? ", by the app's `client`" : ", by processing.client"));
}

void RequestTracer::TraceLookups(NullableText ip, NullableText user_agent, std::string_view app) {
  if (!locator_) {
    Say("ip", "not looked up, `ip` is not among processing.enrichments");
  } else if (ip.empty()) {
    Say("ip", "none sent");
  } else {
    const GeoLocation& place = locator_->Locate(ip);
    Say("ip", std::string(ip) + " → " +
                  Joined({{"", place.continent},
                          {"", place.country},
                          {"", place.region},
                          {"", place.city},
                          {"metro", place.metro}}) +
                  ", by " + enrichments_.geo->type());
    if (kernel_options_.ip_privacy != IpPrivacy::kKeep) {
      std::string buffer;
      Say("ip kept", Shown(AnonymiseIpList(ip, kernel_options_.ip_privacy, buffer)) + ", by privacy.ip");
    }
  }
  if (!agents_) return Say("user agent", "not parsed, `user_agent` is not among processing.enrichments");
  if (user_agent.empty()) return Say("user agent", "none sent");
  const UserAgent& agent = agents_->Parse(user_agent, app);
  Say("user agent", Shown(user_agent));
  Say("",
      "→ " + Joined({{"browser", agent.browser},
                     {"", agent.browser_version},
                     {"system", agent.os},
                     {"", agent.os_version},
                     {"device", agent.device},
                     {"category", agent.category},
                     {"by device_models.csv line", agent.model_line == 0 ? "" : std::to_string(agent.model_line)}}));
}

void RequestTracer::TraceEvent(const RawRow& row, const ClientTraits& client, const EventRow& event, size_t number) {
  using E = EventColumn;
  story_.push_back(
      {TraceEntry::Kind::kEvent, {}, "event " + std::to_string(number) + ": " + Shown(event.Text(E::event_name))});
  Say("sent", Shown(event.original));
  if (event.reject) return Rejected(*event.reject, event.reject_detail);
  const std::string app(event.Text(E::app_id));
  Say("app", app + (kernel_options_.apps.empty() ? ": accepted, every app is" : ": accepted, it is one of `apps`"));
  for (const auto& [of_event, text] : rules_) {
    if (of_event == number) Say("rule", Shown(text));
  }
  TraceClock(row, client, event);
  if (client.events_bring_agent) TraceLookups(event.ip, event.user_agent, app);
  const NullableText user_agent = client.events_bring_agent ? event.user_agent : row.ua;
  const UserAgent* agent = agents_ && !user_agent.empty() ? &agents_->Parse(user_agent, app) : nullptr;
  if (agent != nullptr && agent->is_bot) {
    if (kernel_options_.filter_bots) return Rejected(RejectReason::bot, agent->device);
    Say("bot", "kept, processing.filter_bots is off");
  }
  TraceSource(event);
  if (event.items_without_id > 0) Say("items", FormatCount(event.items_without_id) + " without an id, left out");
  TraceResult(event, number);
}

void RequestTracer::TraceClock(const RawRow& row, const ClientTraits& client, const EventRow& event) {
  const int64_t time = event.Int(EventColumn::event_time_msec).value_or(0);
  const int64_t sent = event.clock.adjusted ? event.clock.from : time;
  const int64_t age = *row.ingest_time - sent;
  Say("time", Time(sent) + ", " + (age >= 0 ? FormatDuration(age) + " before" : FormatDuration(-age) + " after") +
                  " its ingest time" +
                  (client.rejects_late
                       ? "; " + FormatDuration(kernel_options_.max_event_age_ms) + " before is the oldest that is taken"
                       : ""));
  if (event.clock.adjusted) {
    Say("clock", "corrected by " + FormatDuration(SaturatedSubtract(event.clock.to, event.clock.from)) + " to " +
                     Time(time) + ": " + event.clock.reason);
  } else {
    Say("clock", kernel_options_.correct_client_clock ? "right" : "taken as it is, it is not ahead");
  }
}

void RequestTracer::TraceSource(const EventRow& event) {
  if (!event.has_attributes) return Say("traffic source", "none: the event has no attributes");
  if (!classifier_) {
    return Say("traffic source", "as sent, `traffic_source` is not among processing.enrichments");
  }
  std::string clid;
  std::vector<std::string> steps;
  const TrafficSource& source =
      classifier_->Explain(event.Text(EventColumn::app_id), TrafficSourceInputOf(event, 0, clid), steps);
  Say("traffic source", "source " + Shown(source.source) + ", medium " + Shown(source.medium) + ", category " +
                            Shown(source.category) + ", channel " + Shown(source.channel_group));
  for (const std::string& step : steps) Say("", "- " + step);
}

void RequestTracer::TraceResult(const EventRow& event, size_t number) {
  if (!TraceStored(std::string(event.Text(EventColumn::event_id)))) {
    for (const StoredRow& row : reject_rows_) {
      if (row.Text(RejectColumn::reason) == RejectReasonName(RejectReason::plugin) && IsOfEvent(row, number)) {
        return Rejected(RejectReason::plugin, row.Text(RejectColumn::detail));
      }
    }
    return Say("row", "none");
  }
  for (size_t i = 0; i < event.derived_count; ++i) TraceStored(std::string(event.derived[i].event_id));
}

// False when there is no such row.
bool RequestTracer::TraceStored(const std::string& id) {
  const auto found =
      std::ranges::find_if(event_rows_, [&](const StoredRow& row) { return row.Text(EventColumn::event_id) == id; });
  if (found == event_rows_.end()) return false;
  SayRow(*found);
  const auto items =
      std::ranges::count_if(item_rows_, [&](const StoredRow& row) { return row.Text(ItemColumn::event_id) == id; });
  if (items > 0) Say("items", FormatCount(static_cast<uint64_t>(items)) + " in item_v2");
  // Two events of a line may bear one id: each has its own row.
  event_rows_.erase(found);
  return true;
}

}  // namespace

std::vector<TraceEntry> TraceRequest(const Project& project, const Sample& sample, const TraceTarget& target) {
  const std::string place = sample.name + ", line " + std::to_string(target.line);
  const OpenEnrichments enrichments(project.config());
  RawFileReader reader(LocalFileSystem(), sample.path);
  RawLine raw;
  while (reader.Next(raw)) {
    if (raw.number < target.line) continue;
    if (raw.number > target.line) throw UserError(sample.name + ": line " + std::to_string(target.line) + " is empty");
    return RequestTracer(project.config(), enrichments).Trace(raw, sample.name, target.index);
  }
  if (!reader.error().empty() && reader.broken_line().number == target.line) {
    return {{TraceEntry::Kind::kRequest, {}, place},
            {TraceEntry::Kind::kRejected, std::string(RejectReasonName(RejectReason::truncated_file)), reader.error()}};
  }
  throw UserError(sample.name + " has no line " + std::to_string(target.line) +
                  (reader.error().empty() ? "" : ": " + reader.error()));
}

}  // namespace millrace
