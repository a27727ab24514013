#include "kernel/traffic_source_input.h"

#include "core/json_text.h"
#include "enrich/enriched_columns.h"

namespace millrace {

TrafficSourceInput TrafficSourceInputOf(const EventRow& event, uint64_t texts, std::string& clid) {
  using E = EventColumn;
  // An empty text counts as null (enrichment T11).
  const auto first = [&](E column, Slot twin) {
    return event.Text(column).empty() ? event.Text(twin) : event.Text(column);
  };
  TrafficSourceInput input;
  input.texts = texts;
  input.given.source = first(E::traffic_source_source, kSlotUtmSource);
  input.given.medium = first(E::traffic_source_medium, kSlotUtmMedium);
  input.given.campaign = first(E::traffic_source_campaign, kSlotUtmCampaign);
  input.given.content = first(E::traffic_source_content, kSlotUtmContent);
  input.given.term = first(E::traffic_source_term, kSlotUtmTerm);
  input.given.campaign_id = first(E::traffic_source_campaign_id, kSlotUtmId);
  input.given.clid_platform = first(E::traffic_source_clid_platform, kSlotUtmSourcePlatform);
  input.given.clid = event.Text(E::traffic_source_clid);
  if (input.given.clid.empty() && !event.Text(kSlotGclid).empty()) {
    clid = R"({"type":"gclid","value":)";
    AppendJsonString(clid, event.Text(kSlotGclid));
    clid += '}';
    input.given.clid = clid;
    input.texts = 0;  // `clid` is overwritten for each event
  }
  input.given.channel_group = event.Text(E::traffic_source_channel_group);
  input.given.category = event.Text(E::traffic_source_category);
  for (const auto& [column, value] : kSourceInputs) input.*value = event.Text(RawSlotOf(column));
  return input;
}

}  // namespace millrace
