#include "upkeep/event_enrichment.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <vector>

#include <arrow/array.h>
#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_nested.h>
#include <arrow/record_batch.h>

#include "core/json_text.h"
#include "enrich/click_ids.h"
#include "enrich/enriched_columns.h"
#include "kernel/batch_changes.h"
#include "kernel/new_text_columns.h"
#include "schema/arrow_schema.h"
#include "schema/arrow_status.h"
#include "schema/text_cell.h"

namespace millrace {
namespace {

using E = EventColumn;

// The value of a key in a map of texts.
std::string_view ValueOf(const arrow::Array& array, int64_t row, std::string_view key) {
  const auto& map = static_cast<const arrow::MapArray&>(array);
  if (map.IsNull(row)) return {};
  for (int64_t entry = map.value_offset(row); entry < map.value_offset(row + 1); ++entry) {
    if (TextAt(*map.keys(), entry) == key) return TextAt(*map.items(), entry);
  }
  return {};
}

// The same for a map of typed values; null data() also if the value is null. `found`: the index of the entry, or -1.
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

// What a traffic source is derived from, or recognized by as derived.
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

// Without the enrichments whose inputs are hidden by privacy rules.
Enrichments ReadableEnrichments(const PipelineOptions& options) {
  Enrichments enrichments = options.enrichments;
  if (Hides(options.privacy, kSourceOrigins)) enrichments.traffic_source = nullptr;
  return enrichments;
}

// Whether a column is never sent, because it is derived from the other values.
bool IsDerivedSource(E column) {
  return column == E::traffic_source_channel_group || column == E::traffic_source_category;
}

std::vector<E> ColumnsSetBy(const EventEnricher& enricher) {
  std::vector<E> columns;
  const auto add = [&](const auto& enriched) {
    for (const auto& [column, value] : enriched) columns.push_back(column);
  };
  if (enricher.has_places()) add(kPlaceColumns);
  if (enricher.has_user_agents()) add(kAgentColumns);
  if (enricher.has_user_agents()) add(kModelColumns);
  if (enricher.has_traffic_sources()) add(kSourceColumns);
  return columns;
}

TransformOptions OptionsToRead(const KernelOptions& kernel) {
  TransformOptions options = TransformOptionsOf(kernel);
  options.apps = {};  // every app in the lake was accepted
  options.hide_ip = nullptr;
  return options;
}

}  // namespace

// The columns of one batch.
struct EventEnrichment::Columns {
  explicit Columns(const arrow::RecordBatch& all)
      : batch(all),
        app(Of(batch, E::app_id)),
        custom(Of(batch, E::custom_parameters)),
        info(Of(batch, E::process_info)),
        agent(Of(batch, E::device_ua)),
        query(Of(batch, E::page_view_page_url_query_parameters)) {}
  static const arrow::Array& Of(const arrow::RecordBatch& batch, E column) {
    return *batch.column(static_cast<int>(column));
  }

  const arrow::RecordBatch& batch;
  const arrow::Array& app;
  const arrow::Array& custom;
  const arrow::Array& info;
  const arrow::Array& agent;
  const arrow::Array& query;
};

EventEnrichment::EventEnrichment(const PipelineOptions& options, std::unordered_set<std::string> same_rules_jobs)
    : privacy_(options.privacy),
      same_rules_jobs_(std::move(same_rules_jobs)),
      enricher_(ReadableEnrichments(options)),
      transformers_(AmongBuiltIn(options.kernel.clients), OptionsToRead(options.kernel)) {}

// Lets the transformer bind the values that the event itself contained. Returns false if the row does not preserve
// them.
bool EventEnrichment::ReadHints(const Columns& columns, int64_t row, const StoredHints& hints) {
  element_.assign("[").append(hints.element);
  for (const std::string_view key : hints.parameters) {
    if (privacy_ != nullptr && privacy_->OfParameter(key) != PrivacyAction::kKeep) return false;
    int64_t entry = 0;
    const std::string_view value = TypedValueOf(columns.custom, row, key, entry);
    // Every row has the first one, unless it was removed.
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

// Location and user agent of a row. `stored` has its old values.
void EventEnrichment::SetFound(const Columns& columns, int64_t row, EventRow& stored) {
  const std::string_view app = TextAt(columns.app, row);
  const ClientTraits& client = transformers_.Of(app).traits();
  const bool hinted = !client.stored_hints.parameters.empty();
  if (hinted) {
    if (!ReadHints(columns, row, client.stored_hints)) return;
  } else {
    bundle_.Clear();
    bundle_.Add();
  }
  EventRow& event = bundle_.rows[0];
  const LookupResult found =
      enricher_.LookUp({.ip = hinted ? event.ip : ValueOf(columns.info, row, ProcessKeyName(kProcessSourceIp)),
                        .user_agent = ValueOf(columns.agent, row, kAgentTextKey),
                        .app_id = app});
  MergeFound(found, client.event_wins, event);
  const auto take = [&](const auto& enriched) {
    for (const auto& [column, value] : enriched) stored.SetText(column, event.Text(column));
  };
  if (found.location != nullptr) take(kPlaceColumns);
  if (found.user_agent == nullptr) return;
  take(kAgentColumns);
  FillModel(*found.user_agent, stored);
}

// The values of device_ua.
std::shared_ptr<arrow::Array> EventEnrichment::AgentMaps(const Columns& columns, int64_t rows) {
  arrow::MemoryPool* pool = arrow::default_memory_pool();
  const auto keys = std::make_shared<arrow::StringBuilder>(pool);
  const auto values = std::make_shared<arrow::StringBuilder>(pool);
  arrow::MapBuilder builder(pool, keys, values, ArrowType(ColumnType::kTextMap));
  for (int64_t row = 0; row < rows; ++row) {
    const std::string_view text = ValueOf(columns.agent, row, kAgentTextKey);
    if (text.empty()) {
      Must(builder.AppendNull());
      continue;
    }
    const UserAgent& agent = *enricher_.LookUp({{}, text, TextAt(columns.app, row)}).user_agent;
    Must(builder.Append());
    for (const auto& [key, value] : kAgentEntries) {
      const std::string_view part = value == nullptr ? text : agent.*value;
      Must(keys->Append(key));
      Must(part.data() == nullptr ? values->AppendNull() : values->Append(part));
    }
  }
  return Must(builder.Finish());
}

// Rows of the same job are consecutive, so the last answer is cached.
bool EventEnrichment::IsOfSameRules(std::string_view job) {
  if (job != last_job_) {
    last_job_ = job;
    last_is_same_ = same_rules_jobs_.contains(last_job_);
  }
  return last_is_same_;
}

// The traffic source of a row. `stored` has its old values.
void EventEnrichment::SetSource(const Columns& columns, int64_t row, EventRow& stored) {
  if (IsOfSameRules(ValueOf(columns.info, row, ProcessKeyName(kProcessJob)))) return;
  const std::string_view app = TextAt(columns.app, row);
  const bool may_be_given = transformers_.Of(app).traits().events_tell_source;
  const std::string_view source = stored.Text(E::traffic_source_source);
  TrafficSourceInput input;
  for (const auto& [column, value] : kSourceInputs) input.*value = TextAt(Columns::Of(columns.batch, column), row);
  // An event without attributes has no traffic source (enrichment §3.2).
  if (may_be_given && source.data() == nullptr && !stored.Has(E::traffic_source_category) && input.page_url.empty() &&
      input.page_referrer.empty() && input.latest_referrer.empty()) {
    return;
  }
  const std::string_view medium = stored.Text(E::traffic_source_medium);
  const auto in_query = [&](std::string_view key) { return ValueOf(columns.query, row, key); };
  const bool computed = !may_be_given || source.empty() || source == "Direct" || medium.starts_with('(') ||
                        (source == in_query("utm_source") && medium == in_query("utm_medium"));
  for (const auto& [column, value] : kSourceColumns) {
    if (computed || column == E::traffic_source_clid || IsDerivedSource(column)) continue;
    input.given.*value = stored.Text(column);
  }
  const std::string_view clid = stored.Text(E::traffic_source_clid);
  if (may_be_given && (!computed || !IsFromUrl(clid, input))) input.given.clid = clid;
  const TrafficSource& found = enricher_.Classify(app, input, nullptr);
  // The campaign was read from the URL as it was sent. The URL in the lake is decoded, so its parameters may end at
  // other positions. Therefore the campaign is kept if source and medium are unchanged.
  const bool same = found.source == source && found.medium == medium;
  for (const auto& [column, value] : kSourceColumns) {
    if (!same || IsDerivedSource(column)) stored.SetText(column, found.*value);
  }
}

std::shared_ptr<arrow::RecordBatch> EventEnrichment::Apply(const std::shared_ptr<arrow::RecordBatch>& batch) {
  const std::vector<E> set = ColumnsSetBy(enricher_);
  if (set.empty()) return batch;
  const Columns columns(*batch);
  NewTextColumns values(*batch, set);
  for (int64_t row = 0; row < batch->num_rows(); ++row) {
    values.Load(row, stored_);
    if (enricher_.has_places() || enricher_.has_user_agents()) SetFound(columns, row, stored_);
    if (enricher_.has_traffic_sources()) SetSource(columns, row, stored_);
    values.Append(stored_);
  }
  BatchChanges changes = values.Finish();
  if (enricher_.has_user_agents()) {
    changes.columns.emplace_back(E::device_ua, AgentMaps(columns, batch->num_rows()));
  }
  uint64_t dropped = 0;  // only custom parameters are
  return ApplyChanges(batch, changes, dropped);
}

}  // namespace millrace
