#include "cli/request_trace.h"

#include <algorithm>

#include "cli/batch_cells.h"
#include "core/error.h"
#include "core/quantity.h"
#include "core/terminal.h"
#include "core/time.h"
#include "kernel/traffic_source_input.h"
#include "pipeline/job_id.h"
#include "raw/ingest_time.h"
#include "raw/payload.h"
#include "transform/transformer.h"

namespace millrace {
namespace {

constexpr size_t kNameWidth = 16;
constexpr size_t kShownText = 2000;

std::string Time(int64_t msec) {
  constexpr int64_t kLatest = INT64_MAX / 1000;
  return msec > kLatest || msec < -kLatest ? std::to_string(msec) + " ms" : FormatMicroseconds(msec * 1000);
}

std::string Shown(NullableText text) {
  if (text.data() == nullptr) return "(null)";
  std::string shown = CutToWidth(text.substr(0, kShownText), kShownText / 2);
  std::ranges::replace_if(
      shown, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return shown;
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

}  // namespace

struct RequestTracer::State {
  State(const Config& configuration, const OpenEnrichments& opened, bool paint)
      : config(configuration),
        enrichments(opened),
        kernel_options(KernelOptionsOf(configuration, 1)),
        color(paint),
        transformers(AmongBuiltIn(kernel_options.clients), TransformOptionsOf(kernel_options)) {
    if (opened.geo) locator.emplace(*opened.geo);
    if (opened.user_agents) agents.emplace(*opened.user_agents);
    if (opened.traffic_source) classifier.emplace(*opened.traffic_source);
  }

  const Config& config;
  const OpenEnrichments& enrichments;
  KernelOptions kernel_options;
  bool color;
  RowParser row_parser;
  PayloadDecoder decoder;
  Transformers transformers;
  std::optional<IpLocator> locator;
  std::optional<UserAgentParser> agents;
  std::optional<TrafficSourceClassifier> classifier;
  EventBundle bundle;
  std::string error;
  std::vector<std::string> odd_fields;
  std::vector<std::pair<size_t, std::string>> story;  // what the transformer's rules did, by event
  std::string out;
  // What the kernel made of the whole line.
  std::vector<std::vector<Cell>> event_rows;
  std::vector<std::vector<Cell>> item_rows;
  std::vector<std::vector<Cell>> reject_rows;

  void Title(const std::string& text) { out += Paint(text, Color::kBold, color) + "\n"; }
  void Say(const std::string& name, const std::string& text) {
    out += "  " + name + std::string(kNameWidth - std::min(kNameWidth, name.size()), ' ') + text + "\n";
  }
  void Rejected(RejectReason reason, std::string_view detail) {
    Say("rejected",
        Paint(RejectReasonName(reason), Color::kRed, color) + (detail.empty() ? "" : ": " + std::string(detail)));
  }

  void RunKernel(const RawLine& line, std::string_view file) {
    RowCollector sink;
    const JobInfo job{.job_id = "explain", .project_id = config.project, .created_us = WallClockNs() / 1000};
    KernelShared shared(kernel_options);
    Kernel kernel(kernel_options, enrichments.View(), job, shared, sink);
    kernel.BeginFile(file);
    kernel.ProcessLine(line);
    kernel.Finish();
    shared.Finish(job, sink, 1);
    event_rows = sink.Rows(TableId::kEvent);
    reject_rows = sink.Rows(TableId::kReject);
    item_rows = sink.Rows(TableId::kItem);
  }

  bool IsPlugin(const std::string& client) const;
  void TracePlugin(const std::string& client);
  void TraceRow(const RawRow& row, std::optional<int> index);
  size_t CountEvents(Transformer& transformer);
  void TraceClient(const RawRow& row, const std::string& client);
  void TraceLookups(NullableText ip, NullableText user_agent);
  void TraceEvent(const RawRow& row, const ClientTraits& client, const EventRow& event, size_t number);
  void TraceClock(const RawRow& row, const ClientTraits& client, const EventRow& event);
  void TraceSource(const EventRow& event);
  void TraceResult(const EventRow& event, size_t number);
  bool TraceStored(const std::string& id);
  void SayRow(const std::vector<Cell>& row);
};

RequestTracer::RequestTracer(const Config& config, const OpenEnrichments& enrichments, bool color)
    : state_(std::make_unique<State>(config, enrichments, color)) {}
RequestTracer::~RequestTracer() = default;

std::string RequestTracer::Trace(const RawLine& line, std::string_view file, std::optional<int> index) {
  State& state = *state_;
  state.out.clear();
  state.Title(std::string(file) + ", line " + std::to_string(line.number) + ", " + FormatCount(line.text.size()) +
              " bytes");
  state.RunKernel(line, file);
  if (line.too_long_bytes > 0) {
    state.Say("line", Shown(line.text));
    state.Rejected(RejectReason::line_too_long, "the line has " + FormatCount(line.too_long_bytes) + " bytes");
    return state.out;
  }
  const ClientChoice& clients = state.kernel_options.clients;
  size_t count = 0;
  bool only_the_rest = true;
  LineValue value;
  for (state.row_parser.Start(line.text); state.row_parser.Next(value); ++count) {
    only_the_rest &= value.row == nullptr || clients.Of(value.row->app_id) == clients.client;
  }
  if (only_the_rest && state.IsPlugin(clients.client)) {
    state.Say("line", Shown(line.text));
    state.TracePlugin(clients.client);
    return state.out;
  }
  state.row_parser.Start(line.text);
  for (size_t i = 1; state.row_parser.Next(value); ++i) {
    if (count > 1) state.Title("\nrow " + std::to_string(i) + " of " + std::to_string(count));
    if (value.row != nullptr) {
      state.TraceRow(*value.row, index);
    } else {
      state.Say("line", Shown(value.text));
      state.Rejected(RejectReason::not_json, value.error);
    }
  }
  return state.out;
}

bool RequestTracer::State::IsPlugin(const std::string& client) const {
  return std::ranges::any_of(enrichments.transformers, [&](const auto& plugin) { return plugin->name() == client; });
}

// Of a plug-in only its answer is known: what the whole line became.
void RequestTracer::State::TracePlugin(const std::string& client) {
  Say("read by", "the plug-in `" + client + "`");
  for (const auto& row : reject_rows) {
    Say("rejected", Paint(row[static_cast<size_t>(RejectColumn::reason)].text, Color::kRed, color) + ": " +
                        row[static_cast<size_t>(RejectColumn::detail)].text);
  }
  for (const auto& row : event_rows) SayRow(row);
  if (reject_rows.empty() && event_rows.empty()) Say("row", "none");
}

// An event's row as the kernel wrote it.
void RequestTracer::State::SayRow(const std::vector<Cell>& row) {
  Say("row", "in event_v2, without its null columns:");
  const auto& columns = TableOf(TableId::kEvent).columns;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (row[i].kind != Cell::Kind::kNull) {
      out += "      " + std::string(columns[i].name) + " = " + Shown(row[i].text) + "\n";
    }
  }
}

void RequestTracer::State::TraceRow(const RawRow& row, std::optional<int> index) {
  Say("request", "rid " + Shown(row.rid) + ", app " + Shown(row.app_id));
  if (const std::string& client = kernel_options.clients.Of(row.app_id); IsPlugin(client)) return TracePlugin(client);
  Say("uri", Shown(row.uri));
  if (row.replaced_utf8) Say("repaired", "bytes that are not UTF-8 became U+FFFD");
  if (!row.ingest_time) return Rejected(RejectReason::bad_ingest_time, IngestTimeFault(row.ingest_time_sent));
  Say("ingest time", Time(*row.ingest_time) + (row.ingest_in_seconds ? ", sent in seconds" : ""));
  Say("upload time", row.client_timestamp ? Time(*row.client_timestamp) + " by the client's clock" : "(null)");
  Transformer& transformer = transformers.Of(row.app_id);
  const ClientTraits& client = transformer.traits();
  TraceClient(row, std::string(client.name));
  story.clear();
  bundle.story = &story;
  PayloadDecoder::Result payload = decoder.Decode(row.data, true, client.payload_form);
  if (payload.json.data() == nullptr) return Rejected(payload.reason, payload.detail);
  const char first = row.data[row.data.find_first_not_of(" \t\r\n")];
  const bool packed = first != '[' && first != '{';
  const auto begin = [&] {
    story.clear();
    bundle.first_index = 0;
    return transformer.Transform(row, payload.json, bundle, error);
  };
  bool repaired = false;
  if (!begin()) {
    payload = decoder.Repair();
    repaired = true;
    if (payload.json.data() == nullptr) return Rejected(payload.reason, payload.detail);
    if (!begin()) return Rejected(RejectReason::bad_payload, error);
  }
  odd_fields.clear();
  const size_t events = CountEvents(transformer);
  Say("payload", (!packed                                     ? "JSON, "
                  : client.payload_form == PayloadForm::kForm ? "a form with base64, "
                                                              : "base64 of gzip, ") +
                     FormatCount(row.data.size()) + " bytes" +
                     (packed ? ", unpacked " + FormatCount(payload.json.size()) : "") +
                     (repaired ? ", repaired into strict JSON" : "") + ": " + FormatCount(events) +
                     (events == 1 ? " event" : " events"));
  if (!payload.rest.empty()) {
    Say("behind it", Shown(payload.rest));
    Rejected(RejectReason::not_json, payload.rest_detail);
  }
  for (const std::string& field : odd_fields) {
    Say("odd field", field + " has another type than it should and became null");
  }
  if (!client.events_bring_agent) TraceLookups(row.ip, row.ua);
  if (index && static_cast<size_t>(*index) >= events) {
    throw UserError("--index: the request has " + FormatCount(events) + " events, counted from 0; there is no " +
                    std::to_string(*index));
  }
  (void)begin();
  do {
    for (size_t i = 0; i < bundle.size; ++i) {
      const size_t number = bundle.first_index + i;
      if (!index || static_cast<size_t>(*index) == number) TraceEvent(row, client, bundle.rows[i], number);
    }
    story.clear();
  } while (transformer.Next(bundle));
}

// Goes to the end of a payload that was begun.
size_t RequestTracer::State::CountEvents(Transformer& transformer) {
  size_t events = 0;
  do {
    events += bundle.size;
    for (const std::string_view field : bundle.lenient_fields) odd_fields.emplace_back(field);
    story.clear();
  } while (transformer.Next(bundle));
  return events;
}

void RequestTracer::State::TraceClient(const RawRow& row, const std::string& client) {
  const bool by_app = kernel_options.clients.of_app.contains(std::string(row.app_id));
  Say("client", client + (by_app ? ", by the app's `client`" : ", by processing.client"));
}

void RequestTracer::State::TraceLookups(NullableText ip, NullableText user_agent) {
  if (!locator) {
    Say("ip", "not looked up, `ip` is not among processing.enrichments");
  } else if (ip.empty()) {
    Say("ip", "none sent");
  } else {
    const GeoLocation& place = locator->Locate(ip);
    Say("ip", std::string(ip) + " → " +
                  Joined({{"", place.continent},
                          {"", place.country},
                          {"", place.region},
                          {"", place.city},
                          {"metro", place.metro}}) +
                  ", by " + enrichments.geo->type());
    if (kernel_options.ip_privacy != IpPrivacy::kKeep) {
      std::string buffer;
      Say("ip kept", Shown(AnonymiseIpList(ip, kernel_options.ip_privacy, buffer)) + ", by privacy.ip");
    }
  }
  if (!agents) return Say("user agent", "not parsed, `user_agent` is not among processing.enrichments");
  if (user_agent.empty()) return Say("user agent", "none sent");
  const UserAgent& agent = agents->Parse(user_agent);
  Say("user agent", Shown(user_agent));
  Say("", "→ " + Joined({{"browser", agent.browser},
                         {"", agent.browser_version},
                         {"system", agent.os},
                         {"", agent.os_version},
                         {"device", agent.device},
                         {"category", agent.category}}));
}

void RequestTracer::State::TraceEvent(const RawRow& row, const ClientTraits& client, const EventRow& event,
                                      size_t number) {
  using E = EventColumn;
  out += '\n';
  Title("event " + std::to_string(number) + ": " + Shown(event.Text(E::event_name)));
  Say("sent", Shown(event.original));
  if (event.reject) return Rejected(*event.reject, event.reject_detail);
  const std::string app(event.Text(E::app_id));
  Say("app", app + (kernel_options.apps.empty() ? ": accepted, every app is" : ": accepted, it is one of `apps`"));
  for (const auto& [of_event, text] : story) {
    if (of_event == number) Say("rule", Shown(text));
  }
  TraceClock(row, client, event);
  if (client.events_bring_agent) TraceLookups(event.ip, event.user_agent);
  const NullableText user_agent = client.events_bring_agent ? event.user_agent : row.ua;
  const UserAgent* agent = agents && !user_agent.empty() ? &agents->Parse(user_agent) : nullptr;
  if (agent != nullptr && agent->is_bot) {
    if (kernel_options.filter_bots) return Rejected(RejectReason::bot, agent->device);
    Say("bot", "kept, processing.filter_bots is off");
  }
  TraceSource(event);
  if (event.items_without_id > 0) Say("items", FormatCount(event.items_without_id) + " without an id, left out");
  TraceResult(event, number);
}

void RequestTracer::State::TraceClock(const RawRow& row, const ClientTraits& client, const EventRow& event) {
  const int64_t time = event.Int(EventColumn::event_time_msec).value_or(0);
  const int64_t sent = event.clock.adjusted ? event.clock.from : time;
  const int64_t age = *row.ingest_time - sent;
  Say("time", Time(sent) + ", " + (age >= 0 ? FormatDuration(age) + " before" : FormatDuration(-age) + " after") +
                  " its ingest time" +
                  (client.rejects_late
                       ? "; " + FormatDuration(kernel_options.max_event_age_ms) + " before is the oldest that is taken"
                       : ""));
  if (event.clock.adjusted) {
    Say("clock", "corrected by " + FormatDuration(SaturatedSubtract(event.clock.to, event.clock.from)) + " to " +
                     Time(time) + ": " + event.clock.reason);
  } else {
    Say("clock", kernel_options.correct_client_clock ? "right" : "taken as it is, it is not ahead");
  }
}

void RequestTracer::State::TraceSource(const EventRow& event) {
  if (!event.has_attributes) return Say("traffic source", "none: the event has no attributes");
  if (!classifier) {
    return Say("traffic source", "as sent, `traffic_source` is not among processing.enrichments");
  }
  std::string clid;
  std::vector<std::string> steps;
  const TrafficSource& source =
      classifier->Explain(event.Text(EventColumn::app_id), TrafficSourceInputOf(event, 0, clid), steps);
  Say("traffic source", "source " + Shown(source.source) + ", medium " + Shown(source.medium) + ", category " +
                            Shown(source.category) + ", channel " + Shown(source.channel_group));
  for (const std::string& step : steps) Say("", "- " + step);
}

void RequestTracer::State::TraceResult(const EventRow& event, size_t number) {
  if (!TraceStored(std::string(event.Text(EventColumn::event_id)))) {
    for (const auto& row : reject_rows) {
      if (row[static_cast<size_t>(RejectColumn::reason)].text == RejectReasonName(RejectReason::plugin) &&
          row[static_cast<size_t>(RejectColumn::bundle_index)].text == std::to_string(number)) {
        return Rejected(RejectReason::plugin, row[static_cast<size_t>(RejectColumn::detail)].text);
      }
    }
    return Say("row", "none");
  }
  for (size_t i = 0; i < event.derived_count; ++i) TraceStored(std::string(event.derived[i].event_id));
}

// False when there is no such row.
bool RequestTracer::State::TraceStored(const std::string& id) {
  constexpr auto kId = static_cast<size_t>(EventColumn::event_id);
  constexpr auto kItemEventId = static_cast<size_t>(ItemColumn::event_id);
  const auto found = std::ranges::find_if(event_rows, [&](const auto& row) { return row[kId].text == id; });
  if (found == event_rows.end()) return false;
  SayRow(*found);
  const auto items = std::ranges::count_if(item_rows, [&](const auto& row) { return row[kItemEventId].text == id; });
  if (items > 0) Say("items", FormatCount(static_cast<uint64_t>(items)) + " in item_v2");
  // Two events of a line may bear one id: each has its own row.
  event_rows.erase(found);
  return true;
}

}  // namespace millrace
