#include "upkeep/event_enrichment.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include <arrow/array.h>
#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_nested.h>
#include <arrow/record_batch.h>

#include "core/json_text.h"
#include "enrich/click_ids.h"
#include "kernel/merge_enrichment.h"
#include "schema/arrow_schema.h"
#include "schema/arrow_status.h"
#include "schema/text_cell.h"

namespace millrace {
namespace {

using E = EventColumn;

// Places, what the agent's text says, and what it says only where the event does not.
constexpr std::array kFoundColumns = {E::geo_continent,
                                      E::geo_country,
                                      E::geo_region,
                                      E::geo_metro,
                                      E::geo_city,
                                      E::device_ua_browser,
                                      E::device_ua_browser_version,
                                      E::device_ua_os,
                                      E::device_ua_os_version,
                                      E::device_ua_device,
                                      E::device_ua_device_category,
                                      E::device_mobile_brand_name,
                                      E::device_mobile_model_name};
constexpr size_t kFirstAgentColumn = 5;
constexpr size_t kFirstModelColumn = 11;
// In the order of TrafficSource.
constexpr std::array kSourceColumns = {E::traffic_source_source,        E::traffic_source_medium,
                                       E::traffic_source_campaign,      E::traffic_source_content,
                                       E::traffic_source_term,          E::traffic_source_campaign_id,
                                       E::traffic_source_clid_platform, E::traffic_source_clid,
                                       E::traffic_source_channel_group, E::traffic_source_category};

// The value of a key in a map of texts.
std::string_view ValueOf(const arrow::Array& array, int64_t row, std::string_view key) {
  const auto& map = static_cast<const arrow::MapArray&>(array);
  if (map.IsNull(row)) return {};
  for (int64_t entry = map.value_offset(row); entry < map.value_offset(row + 1); ++entry) {
    if (TextAt(*map.keys(), entry) == key) return TextAt(*map.items(), entry);
  }
  return {};
}

// The same in a map of typed values; null data() also where the value is null. `found`: where it was found, or -1.
std::string_view TypedValueOf(const arrow::Array& array, int64_t row, std::string_view key, int64_t& found) {
  const auto& map = static_cast<const arrow::MapArray&>(array);
  found = -1;
  if (map.IsNull(row)) return {};
  for (int64_t entry = map.value_offset(row); entry < map.value_offset(row + 1); ++entry) {
    if (TextAt(*map.keys(), entry) != key) continue;
    found = entry;
    return TextAt(*static_cast<const arrow::StructArray&>(*map.items()).field(0), entry);
  }
  return {};
}

// New values of a text column, cut to its length.
class TextColumn {
 public:
  explicit TextColumn(E column) : column_(column) {}
  E column() const { return column_; }
  void Append(std::string_view text) {
    const std::string_view cut = CutToColumn(TableOf(TableId::kEvent).columns[static_cast<size_t>(column_)], text);
    Must(cut.data() == nullptr ? builder_.AppendNull() : builder_.Append(cut));
  }
  std::shared_ptr<arrow::Array> Finish() { return Must(builder_.Finish()); }

 private:
  E column_;
  arrow::StringBuilder builder_;
};

std::shared_ptr<arrow::RecordBatch> With(const std::shared_ptr<arrow::RecordBatch>& batch, E column,
                                         const std::shared_ptr<arrow::Array>& array) {
  const int number = static_cast<int>(column);
  return Must(batch->SetColumn(number, arrow::field(batch->schema()->field(number)->name(), array->type()), array));
}

// Fills some columns row by row: `values(row, out)` may change their values, which are in the order of the columns.
template <size_t N, typename Values>
std::shared_ptr<arrow::RecordBatch> Fill(std::shared_ptr<arrow::RecordBatch> batch, const std::array<E, N>& columns,
                                         Values values) {
  std::vector<std::unique_ptr<TextColumn>> built;
  built.reserve(N);
  for (const E column : columns) built.push_back(std::make_unique<TextColumn>(column));
  std::array<std::string_view, N> row_values;
  for (int64_t row = 0; row < batch->num_rows(); ++row) {
    for (size_t i = 0; i < N; ++i) row_values[i] = TextAt(*batch->column(static_cast<int>(columns[i])), row);
    values(row, row_values);
    for (size_t i = 0; i < N; ++i) built[i]->Append(row_values[i]);
  }
  for (const auto& column : built) batch = With(batch, column->column(), column->Finish());
  return batch;
}

// What the traffic source is found from, or told apart by.
constexpr E kSourceOrigins[] = {E::page_view_page_url,        E::page_view_page_referrer,
                                E::page_view_latest_referrer, E::page_view_page_url_query_parameters,
                                E::traffic_source_source,     E::traffic_source_medium};

// Whether a URL of the event has the parameter of a click id. One that no URL has was sent by the client.
bool IsFromUrl(std::string_view clid, const TrafficSourceInput& input) {
  const std::optional<std::string> type = clid.empty() ? std::nullopt : TypeOfClickId(clid);
  if (!type.has_value()) return false;
  const std::string parameter = *type + "=";
  return std::ranges::any_of(std::array{input.page_url, input.page_referrer, input.latest_referrer},
                             [&](std::string_view url) { return url.find(parameter) != std::string_view::npos; });
}

bool Hides(const PrivacyRules* rules, std::span<const E> columns) {
  return rules != nullptr && std::ranges::any_of(columns, [&](E column) {
           return rules->OfColumn(TableId::kEvent, static_cast<size_t>(column)) != PrivacyAction::kKeep;
         });
}

TransformOptions OptionsToRead(const KernelOptions& kernel) {
  TransformOptions options = TransformOptionsOf(kernel);
  options.apps = {};  // what is in the lake was let in
  options.hide_ip = nullptr;
  return options;
}

}  // namespace

// Of one batch.
struct EventEnrichment::Columns {
  explicit Columns(const arrow::RecordBatch& batch)
      : app(Of(batch, E::app_id)),
        custom(Of(batch, E::custom_parameters)),
        info(Of(batch, E::process_info)),
        agent(Of(batch, E::device_ua)) {}
  static const arrow::Array& Of(const arrow::RecordBatch& batch, E column) {
    return *batch.column(static_cast<int>(column));
  }

  const arrow::Array& app;
  const arrow::Array& custom;
  const arrow::Array& info;
  const arrow::Array& agent;
};

EventEnrichment::EventEnrichment(const PipelineOptions& options, std::unordered_set<std::string> same_rules_jobs)
    : privacy_(options.privacy),
      same_rules_jobs_(std::move(same_rules_jobs)),
      transformers_(AmongBuiltIn(options.kernel.clients), OptionsToRead(options.kernel)) {
  const Enrichments& enrichments = options.enrichments;
  if (enrichments.geo != nullptr) locator_.emplace(*enrichments.geo);
  if (enrichments.user_agents != nullptr) user_agents_.emplace(*enrichments.user_agents);
  if (enrichments.traffic_source != nullptr && !Hides(privacy_, kSourceOrigins)) {
    classifier_.emplace(*enrichments.traffic_source);
  }
}

// Lets the transformer bind what the event said of itself. False when the row does not tell.
bool EventEnrichment::ReadHints(const Columns& columns, int64_t row, const StoredHints& hints) {
  element_.assign("[").append(hints.element);
  for (const std::string_view key : hints.parameters) {
    if (privacy_ != nullptr && privacy_->OfParameter(key) != PrivacyAction::kKeep) return false;
    int64_t entry = 0;
    const std::string_view value = TypedValueOf(columns.custom, row, key, entry);
    // The first one is there in every row, unless it was taken out.
    if (entry < 0 && key == hints.parameters.front()) return false;
    if (value.data() == nullptr) continue;
    const auto& items =
        static_cast<const arrow::StructArray&>(*static_cast<const arrow::MapArray&>(columns.custom).items());
    element_ += ',';
    AppendJsonString(element_, key);
    element_ += ':';
    if (TextAt(*items.field(1), entry) == kTypeTagNames[static_cast<size_t>(TypeTag::kObject)]) {
      element_ += value;
    } else {
      AppendJsonString(element_, value);
    }
  }
  element_ += "}]";
  const size_t size = element_.size();
  element_.append(kJsonPadding, ' ');
  RawRow request;
  request.app_id = TextAt(columns.app, row);
  request.ingest_time = 0;
  bundle_.first_index = 0;
  return transformers_.Of(request.app_id)
             .Transform(request, std::string_view(element_).substr(0, size), bundle_, error_) &&
         bundle_.size == 1 && !bundle_.rows[0].reject;
}

// What was found for a row is in the request, and laid over what the event says in the row that is returned.
const EventRow& EventEnrichment::LookUp(const Columns& columns, int64_t row) {
  const ClientTraits& client = transformers_.Of(TextAt(columns.app, row)).traits();
  request_.client = &client;
  request_.location = nullptr;
  request_.user_agent = nullptr;
  const bool hinted = !client.stored_hints.parameters.empty();
  const bool readable = !hinted || ReadHints(columns, row, client.stored_hints);
  if (!hinted || !readable) {
    bundle_.Clear();
    bundle_.Add();
  }
  EventRow& event = bundle_.rows[0];
  if (!readable) return event;
  const std::string_view ip = hinted ? event.ip : ValueOf(columns.info, row, "source_ip");
  if (locator_ && !ip.empty()) request_.location = &locator_->Locate(ip);
  request_.ua = ValueOf(columns.agent, row, "string");
  if (user_agents_ && !request_.ua.empty())
    request_.user_agent = &user_agents_->Parse(request_.ua, TextAt(columns.app, row));
  MergeEnrichment(request_, event);
  return event;
}

std::shared_ptr<arrow::RecordBatch> EventEnrichment::FillFound(const std::shared_ptr<arrow::RecordBatch>& batch) {
  const Columns columns(*batch);
  auto filled = Fill(batch, kFoundColumns, [&](int64_t row, auto& out) {
    const EventRow& event = LookUp(columns, row);
    const UserAgent* agent = request_.user_agent;
    for (size_t i = request_.location == nullptr ? kFirstAgentColumn : 0; i < kFirstModelColumn; ++i) {
      if (i < kFirstAgentColumn || agent != nullptr) out[i] = event.Text(kFoundColumns[i]);
    }
    if (agent == nullptr) return;
    if (out[kFirstModelColumn].empty() && agent->brand.data() != nullptr) out[kFirstModelColumn] = agent->brand;
    if (out[kFirstModelColumn + 1].empty() && agent->model.data() != nullptr) out[kFirstModelColumn + 1] = agent->model;
  });
  if (!user_agents_) return filled;
  return With(filled, E::device_ua, AgentMaps(columns, batch->num_rows()));
}

// The values of device_ua.
std::shared_ptr<arrow::Array> EventEnrichment::AgentMaps(const Columns& columns, int64_t rows) {
  arrow::MemoryPool* pool = arrow::default_memory_pool();
  const auto keys = std::make_shared<arrow::StringBuilder>(pool);
  const auto values = std::make_shared<arrow::StringBuilder>(pool);
  arrow::MapBuilder builder(pool, keys, values, ArrowType(ColumnType::kTextMap));
  for (int64_t row = 0; row < rows; ++row) {
    const std::string_view text = ValueOf(columns.agent, row, "string");
    if (text.empty()) {
      Must(builder.AppendNull());
      continue;
    }
    const UserAgent& agent = user_agents_->Parse(text, TextAt(columns.app, row));
    Must(builder.Append());
    const std::pair<const char*, std::string_view> parts[] = {
        {"string", text}, {"userAgent", agent.user_agent_json}, {"os", agent.os_json}, {"device", agent.device_json}};
    for (const auto& [key, value] : parts) {
      Must(keys->Append(key));
      Must(value.data() == nullptr ? values->AppendNull() : values->Append(value));
    }
  }
  return Must(builder.Finish());
}

// A job's rows stand together.
bool EventEnrichment::IsOfSameRules(std::string_view job) {
  if (job != last_job_) {
    last_job_ = job;
    last_is_same_ = same_rules_jobs_.contains(last_job_);
  }
  return last_is_same_;
}

std::shared_ptr<arrow::RecordBatch> EventEnrichment::FillSource(const std::shared_ptr<arrow::RecordBatch>& batch) {
  const auto text = [&](E column, int64_t row) { return TextAt(*batch->column(static_cast<int>(column)), row); };
  const arrow::Array& query = *batch->column(static_cast<int>(E::page_view_page_url_query_parameters));
  const Columns columns(*batch);
  return Fill(batch, kSourceColumns, [&](int64_t row, auto& out) {
    if (IsOfSameRules(ValueOf(columns.info, row, ProcessKeyName(kProcessJob)))) return;
    const bool may_be_given = transformers_.Of(TextAt(columns.app, row)).traits().events_tell_source;
    const std::string_view source = text(E::traffic_source_source, row);
    const std::string_view category = text(E::traffic_source_category, row);
    TrafficSourceInput input;
    input.page_url = text(E::page_view_page_url, row);
    input.page_referrer = text(E::page_view_page_referrer, row);
    input.latest_referrer = text(E::page_view_latest_referrer, row);
    input.latest_referrer_host = text(E::page_view_latest_referrer_host, row);
    input.host_name = text(E::page_view_hostname, row);
    // An event without attributes was never asked about.
    if (may_be_given && source.data() == nullptr && category.data() == nullptr && input.page_url.empty() &&
        input.page_referrer.empty() && input.latest_referrer.empty()) {
      return;
    }
    const std::string_view medium = text(E::traffic_source_medium, row);
    const bool computed = !may_be_given || source.empty() || source == "Direct" || medium.starts_with('(') ||
                          (source == ValueOf(query, row, "utm_source") && medium == ValueOf(query, row, "utm_medium"));
    if (!computed) {
      input.given.source = source;
      input.given.medium = medium;
      input.given.campaign = text(E::traffic_source_campaign, row);
      input.given.content = text(E::traffic_source_content, row);
      input.given.term = text(E::traffic_source_term, row);
      input.given.campaign_id = text(E::traffic_source_campaign_id, row);
      input.given.clid_platform = text(E::traffic_source_clid_platform, row);
    }
    const std::string_view clid = text(E::traffic_source_clid, row);
    if (may_be_given && (!computed || !IsFromUrl(clid, input))) input.given.clid = clid;
    const TrafficSource& found = classifier_->Classify(text(E::app_id, row), input);
    if (found.source == source && found.medium == medium) {
      // What a URL says of the campaign was read from the URL as it was sent; the lake has it decoded, which may have
      // changed where a parameter ends.
      out[kSourceColumns.size() - 2] = found.channel_group;
      out[kSourceColumns.size() - 1] = found.category;
      return;
    }
    out = {found.source,      found.medium,        found.campaign, found.content,       found.term,
           found.campaign_id, found.clid_platform, found.clid,     found.channel_group, found.category};
  });
}

std::shared_ptr<arrow::RecordBatch> EventEnrichment::Apply(const std::shared_ptr<arrow::RecordBatch>& batch) {
  std::shared_ptr<arrow::RecordBatch> enriched = batch;
  if (locator_ || user_agents_) enriched = FillFound(enriched);
  if (classifier_) enriched = FillSource(enriched);
  return enriched;
}

}  // namespace millrace
