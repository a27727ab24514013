#include "kernel/aggregates.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "enrich/enriched_columns.h"

namespace millrace {
namespace {

using E = EventColumn;

constexpr std::string_view kProfileEvent = "_profile_set";

bool IsFirstEvent(std::string_view name) {
  return name == "_first_open" || name == "_first_visit" || name == "_session_start" || name == "_screen_view";
}

bool IsSessionEvent(std::string_view name) {
  return name == "_session_start" || name == "_page_view" || name == "_user_engagement" || name == "_screen_view" ||
         name == "_app_end";
}

static_assert(kSessionSourceCount == kSourceColumns.size());

// Fills facts that are reused from event to event. Without `has_first`, or with null properties, the fields that
// belong to them keep old values.
void Read(const EventRow& event, const ClientTraits& client, std::string& encoded, UserFacts& facts) {
  const std::string_view name = event.Text(E::event_name);
  facts.app = event.Text(E::app_id);
  facts.user = event.Text(E::user_pseudo_id);
  facts.event_time = *event.Int(E::event_time_msec);
  facts.user_id = event.Text(E::user_id);
  facts.user_id_time = facts.event_time;
  facts.properties = {};
  const bool all = client.every_event_tells_user;
  if (!event.user_properties.empty() && (name == kProfileEvent || all)) {
    facts.properties = EncodeProperties(event.user_properties, encoded);
    facts.properties_json = event.user_properties_json;
    facts.profile_event = all ? NullableText() : kProfileEvent;
    facts.profile_time = facts.event_time;
  }
  facts.has_first = all || IsFirstEvent(name);
  if (facts.has_first) {
    facts.first_time = facts.event_time;
    facts.first_touch = event.Int(all ? kSlotFirstTouch : SlotOf(E::user_first_touch_time_msec));
    facts.first[0] = event.Text(E::page_view_page_referrer);
    for (size_t i = 0; i < kSourceColumns.size(); ++i) facts.first[i + 1] = event.Text(kSourceColumns[i].column);
    facts.first[11] = event.Text(E::app_install_source);
    facts.first[12] = all ? NullableText() : name;
  }
}

void Read(const EventRow& event, const Request& request, SessionFacts& facts) {
  facts.app = event.Text(E::app_id);
  facts.user = event.Text(E::user_pseudo_id);
  facts.session = event.Text(E::session_id);
  facts.event_time = *event.Int(E::event_time_msec);
  for (size_t i = 0; i < kSessionSourceCount; ++i) facts.text[i] = event.Text(kSourceColumns[i].column);
  facts.text[kSessionEventName] = event.Text(E::event_name);
  facts.text[kSessionRid] = request.row->rid;
  facts.text[kSessionFile] = request.file;
  facts.text[kSessionIp] = request.client->keeps_source_ip ? request.source_ip : NullableText();
  facts.text[kSessionReason] = event.clock.adjusted ? NullableText(event.clock.reason) : NullableText();
  facts.ingest_time = *request.row->ingest_time;
  facts.upload_time = event.clock.upload_time;
  facts.has_ip = request.client->keeps_source_ip;
  facts.adjusted = event.clock.adjusted;
  facts.adjusted_from = event.clock.from;
  facts.session_number = event.Int(E::session_number);
  facts.session_start = event.Int(E::session_start_time_msec);
  facts.user_id = event.Text(E::user_id);
  facts.user_id_time = facts.event_time;
}

void AppendText(std::string& out, std::string_view text) {
  const auto size = static_cast<uint32_t>(text.size());
  out.append(reinterpret_cast<const char*>(&size), sizeof size).append(text);
}

std::string_view TakeText(std::string_view& from) {
  uint32_t size = 0;
  std::memcpy(&size, from.data(), sizeof size);
  const std::string_view text = from.substr(sizeof size, size);
  from.remove_prefix(sizeof size + size);
  return text;
}

}  // namespace

AggregateShard& Aggregates::ShardOf(std::string_view user) {
  return shards_[XXH3_64bits(user.data(), user.size()) % kAggregateShards];
}

void Aggregates::Add(const EventRow& event, const Request& request) {
  AggregateShard& shard = ShardOf(event.Text(E::user_pseudo_id));
  const size_t before = shard.memory_bytes();
  Read(event, *request.client, encoded_, user_);
  shard.users.Add(user_);
  AddSession(event, request, shard);
  memory_bytes_ += shard.memory_bytes() - before;
}

void Aggregates::AddSession(const EventRow& event, const Request& request) {
  AggregateShard& shard = ShardOf(event.Text(E::user_pseudo_id));
  const size_t before = shard.memory_bytes();
  AddSession(event, request, shard);
  memory_bytes_ += shard.memory_bytes() - before;
}

void Aggregates::AddSession(const EventRow& event, const Request& request, AggregateShard& shard) {
  if (!event.Has(E::session_id) || !IsSessionEvent(event.Text(E::event_name))) return;
  Read(event, request, session_);
  shard.sessions.Add(session_);
}

void Aggregates::Write(RowWriter& writer) {
  for (AggregateShard& shard : shards_) {
    // Cleared before it is written: a flush may settle events that waited, which are added to the shard.
    const AggregateShard written = std::exchange(shard, {});
    memory_bytes_ -= std::min(memory_bytes_, written.memory_bytes());
    WriteShard(written, writer);
  }
}

void WriteShard(const AggregateShard& shard, RowWriter& writer) {
  for (size_t i = 0; i < shard.users.size(); ++i) writer.WriteUser(shard.users.At(i));
  for (size_t i = 0; i < shard.sessions.size(); ++i) writer.WriteSession(shard.sessions.At(i));
}

std::string_view EncodeProperties(const UserProperties& properties, std::string& out) {
  std::vector<const UserProperty*> in_order;
  in_order.reserve(properties.size());
  for (const UserProperty& property : properties) in_order.push_back(&property);
  std::ranges::stable_sort(in_order, {}, [](const UserProperty* property) { return property->key; });
  out.clear();
  for (const UserProperty* const property : in_order) {
    AppendText(out, property->key);
    out += static_cast<char>(property->type);
    out += property->value.data() != nullptr ? '\1' : '\0';
    AppendText(out, property->value);
    out += property->set_time_msec ? '\1' : '\0';
    const int64_t time = property->set_time_msec.value_or(0);
    out.append(reinterpret_cast<const char*>(&time), sizeof time);
  }
  return out;
}

void DecodeProperties(std::string_view encoded, UserProperties& out) {
  out.clear();
  while (!encoded.empty()) {
    UserProperty property;
    property.key = TakeText(encoded);
    property.type = static_cast<TypeTag>(encoded[0]);
    const bool has_value = encoded[1] != '\0';
    encoded.remove_prefix(2);
    const std::string_view value = TakeText(encoded);
    property.value = has_value ? value : NullableText();
    int64_t time = 0;
    std::memcpy(&time, encoded.data() + 1, sizeof time);
    if (encoded[0] != '\0') property.set_time_msec = time;
    encoded.remove_prefix(1 + sizeof time);
    out.push_back(property);
  }
}

}  // namespace millrace
