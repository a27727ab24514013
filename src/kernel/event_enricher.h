// The built-in enrichments of one event: the inputs each of them is given, the columns it sets, and which value wins
// when the event already has one. Whoever enriches uses this class: the kernel while it creates rows, batches that a
// plug-in has changed (built_in_enrichments.h), and re-enrichment of the lake (upkeep/event_enrichment.h). The columns
// are listed in enrich/enriched_columns.h.
//
// Not thread-safe; one per worker. The databases and rules must outlive it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "enrich/batch_enrichment.h"
#include "kernel/kernel.h"
#include "kernel/request.h"
#include "transform/event_row.h"

namespace millrace {

class EventEnricher {
 public:
  // Parts of `enrichments` that are null are off.
  explicit EventEnricher(const Enrichments& enrichments);

  // The inputs of an event: its own address and user agent for clients whose events contain them, else those of its
  // request.
  static LookupInput InputOf(const EventRow& event, const RawRow& row, const ClientTraits& client) {
    return client.events_bring_agent ? LookupInput{event.ip, event.user_agent, event.Text(EventColumn::app_id)}
                                     : LookupInput{row.ip, row.ua, event.Text(EventColumn::app_id)};
  }
  LookupResult LookUp(const LookupInput& input) {
    LookupResult result;
    if (locator_ && !input.ip.empty()) result.location = &locator_->Locate(input.ip);
    if (user_agents_ && !input.user_agent.empty()) {
      result.user_agent = &user_agents_->Parse(input.user_agent, input.app_id);
    }
    return result;
  }
  // Whether the same user agent may have another result in another app.
  bool DependsOnApp() const { return devices_by_app_; }

  // While rows are created: sets the columns of an event from the results that its request holds. For clients whose
  // events contain no location and nothing of the user agent, RowWriter writes these columns for all events of the
  // request at once, and only the rest is set here. `trace` may be null.
  void EnrichRow(const Request& request, EventRow& event, EnrichmentTrace* trace);
  // On a batch: `event` has the current values of the columns that are set.
  void EnrichSent(const SentValues::Row& sent, EventRow& event);
  // `input` is that of an event with attributes; there must be rules of traffic sources. The result is valid until the
  // next call.
  const TrafficSource& Classify(std::string_view app_id, const TrafficSourceInput& input, EnrichmentTrace* trace);

  bool has_places() const { return locator_.has_value(); }
  bool has_user_agents() const { return user_agents_.has_value(); }
  bool has_traffic_sources() const { return classifier_.has_value(); }

 private:
  const TrafficSource& Explain(std::string_view app_id, const TrafficSourceInput& input, EnrichmentTrace& trace);

  std::optional<IpLocator> locator_;
  std::optional<UserAgentParser> user_agents_;
  std::optional<TrafficSourceClassifier> classifier_;
  bool devices_by_app_ = false;
  std::string clid_;  // of the current event
};

// Sets the columns of location and user agent. A value that was found replaces that of the event, except in columns of
// `event_wins` (ClientTraits). Texts stay views of the result.
void MergeFound(const LookupResult& found, std::span<const EventColumn> event_wins, EventRow& event);
// Sets brand and model where the event has none (enrichment.md, U4).
void FillModel(const UserAgent& agent, EventRow& event);

}  // namespace millrace
