#include "kernel/event_enricher.h"

#include <algorithm>
#include <vector>

#include "enrich/device_rules.h"
#include "enrich/enriched_columns.h"
#include "kernel/traffic_source_input.h"

namespace millrace {
namespace {

template <size_t N, typename Result>
void MergeColumns(const std::array<EnrichedColumn<Result>, N>& columns, const Result& found,
                  std::span<const EventColumn> event_wins, EventRow& event) {
  for (const auto& [column, value] : columns) {
    const NullableText text = found.*value;
    if (text.data() == nullptr) continue;
    if (event.Has(column) && std::ranges::find(event_wins, column) != event_wins.end()) continue;
    event.SetText(column, text);
  }
}

void SetSource(const TrafficSource& source, EventRow& event) {
  for (const auto& [column, value] : kSourceColumns) event.SetText(column, source.*value);
}

}  // namespace

void MergeFound(const LookupResult& found, std::span<const EventColumn> event_wins, EventRow& event) {
  if (found.location != nullptr) MergeColumns(kPlaceColumns, *found.location, event_wins, event);
  if (found.user_agent != nullptr) MergeColumns(kAgentColumns, *found.user_agent, event_wins, event);
}

void FillModel(const UserAgent& agent, EventRow& event) {
  for (const auto& [column, value] : kModelColumns) {
    const NullableText text = agent.*value;
    if (text.data() != nullptr && event.Text(column).empty()) event.SetText(column, text);
  }
}

EventEnricher::EventEnricher(const Enrichments& enrichments) {
  if (enrichments.geo != nullptr) locator_.emplace(*enrichments.geo);
  if (enrichments.user_agents != nullptr) {
    user_agents_.emplace(*enrichments.user_agents);
    devices_by_app_ = enrichments.user_agents->devices().by_app();
  }
  if (enrichments.traffic_source != nullptr) classifier_.emplace(*enrichments.traffic_source);
}

void EventEnricher::EnrichRow(const Request& request, EventRow& event, EnrichmentTrace* trace) {
  const UserAgent* const agent = request.agent_on_batches ? nullptr : request.found.user_agent;
  if (agent != nullptr) FillModel(*agent, event);
  if (const ClientTraits& client = *request.client; client.events_bring_enrichment) {
    MergeFound({request.found.location, agent}, client.event_wins, event);
  }
  if (!event.has_attributes) return;
  const TrafficSourceInput input = TrafficSourceInputOf(event, request.serial, clid_);
  // Without rules the event keeps what its client sent.
  SetSource(classifier_ ? Classify(event.Text(EventColumn::app_id), input, trace) : input.given, event);
}

void EventEnricher::EnrichSent(const SentValues::Row& sent, EventRow& event) {
  const LookupResult found = LookUp({sent.ip, sent.user_agent, sent.app_id});
  if (sent.trace != nullptr && locator_) sent.trace->Place(sent.ip, found.location);
  MergeFound(found, sent.event_wins, event);
  if (found.user_agent != nullptr) FillModel(*found.user_agent, event);
  if (classifier_ && sent.has_attributes) SetSource(Classify(sent.app_id, sent.source, sent.trace), event);
}

const TrafficSource& EventEnricher::Classify(std::string_view app_id, const TrafficSourceInput& input,
                                             EnrichmentTrace* trace) {
  if (trace != nullptr) [[unlikely]]
    return Explain(app_id, input, *trace);
  return classifier_->Classify(app_id, input);
}

const TrafficSource& EventEnricher::Explain(std::string_view app_id, const TrafficSourceInput& input,
                                            EnrichmentTrace& trace) {
  std::vector<std::string> steps;
  const TrafficSource& source = classifier_->Explain(app_id, input, steps);
  trace.Source(source, steps);
  return source;
}

}  // namespace millrace
