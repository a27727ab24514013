#include "privacy/json_hiding.h"

#include <algorithm>

#include <simdjson.h>

#include "core/json_text.h"
#include "transform/clickstream_keys.h"
#include "transform/gtm_keys.h"
#include "transform/sensors_keys.h"

namespace millrace {
namespace {

using E = EventColumn;

// Rewrites an object member by member. `edit(key, value, out)` appends the new value and returns true, or false to omit
// the member; `value` is the unchanged JSON text.
template <typename Edit>
bool EditObject(std::string_view json, std::string& out, Edit edit) {
  out.clear();
  simdjson::padded_string padded(json);
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  simdjson::ondemand::object object;
  if (parser.iterate(padded).get(document) != simdjson::SUCCESS || document.get_object().get(object)) return false;
  out = "{";
  std::string value;
  for (auto member : object) {
    simdjson::ondemand::field field;
    std::string_view key;
    std::string_view raw;
    if (std::move(member).get(field) || field.unescaped_key(/*allow_replacement=*/true).get(key))
      return out.clear(), false;
    // The key is a view of the parser's buffer, the value one of the text.
    const std::string name(key);
    if (field.value().raw_json().get(raw)) return out.clear(), false;
    while (!raw.empty() && (raw.back() == ' ' || raw.back() == '\n' || raw.back() == '\t' || raw.back() == '\r')) {
      raw.remove_suffix(1);
    }
    value.clear();
    if (!edit(std::string_view(name), raw, value)) continue;
    if (out.size() > 1) out += ',';
    AppendJsonString(out, name);
    out.append(":").append(value);
  }
  if (!document.at_end()) return out.clear(), false;
  out += '}';
  return true;
}

// The pseudonym of a text's content, or of the JSON text of any other value; null has none.
void AppendPseudonym(const PrivacyRules& rules, std::string_view raw, std::string& out) {
  if (raw == "null" || raw == "\"\"") {
    out += raw;
    return;
  }
  std::string text(raw);
  if (raw.starts_with('"')) {
    text.clear();
    (void)UnescapeJsonString(raw.substr(1, raw.size() - 2), text);
  }
  AppendJsonString(out, rules.pseudonymiser().Of(text));
}

bool Apply(const PrivacyRules& rules, PrivacyAction action, std::string_view raw, std::string& out) {
  if (action == PrivacyAction::kDrop) return false;
  if (action == PrivacyAction::kPseudonymise) {
    AppendPseudonym(rules, raw, out);
  } else {
    out += raw;
  }
  return true;
}

// A property is {"value":…,"set_timestamp":…}, or the value itself.
bool ApplyToProperty(const PrivacyRules& rules, PrivacyAction action, std::string_view raw, std::string& out) {
  if (action != PrivacyAction::kPseudonymise || !raw.starts_with('{')) return Apply(rules, action, raw, out);
  std::string object;
  const bool sound = EditObject(raw, object, [&](std::string_view key, std::string_view value, std::string& to) {
    return Apply(rules, key == "value" ? action : PrivacyAction::kKeep, value, to);
  });
  if (sound) out += object;
  return sound;
}

// The column whose raw form is in a slot that is not a column itself.
size_t ColumnOf(Slot slot) {
  switch (static_cast<int>(slot)) {
    case kSlotHostName:
      return static_cast<size_t>(E::page_view_hostname);
    case kSlotPageUrl:
      return static_cast<size_t>(E::page_view_page_url);
    case kSlotPageReferrer:
      return static_cast<size_t>(E::page_view_page_referrer);
    case kSlotPageTitle:
      return static_cast<size_t>(E::page_view_page_title);
    case kSlotPageReferrerTitle:
      return static_cast<size_t>(E::page_view_page_referrer_title);
    case kSlotLatestReferrer:
      return static_cast<size_t>(E::page_view_latest_referrer);
    case kSlotUtmSource:
      return static_cast<size_t>(E::traffic_source_source);
    case kSlotUtmMedium:
      return static_cast<size_t>(E::traffic_source_medium);
    case kSlotUtmCampaign:
      return static_cast<size_t>(E::traffic_source_campaign);
    case kSlotUtmContent:
      return static_cast<size_t>(E::traffic_source_content);
    case kSlotUtmTerm:
      return static_cast<size_t>(E::traffic_source_term);
    case kSlotUtmId:
      return static_cast<size_t>(E::traffic_source_campaign_id);
    case kSlotUtmSourcePlatform:
      return static_cast<size_t>(E::traffic_source_clid_platform);
    case kSlotGclid:
      return static_cast<size_t>(E::traffic_source_clid);
    default:
      return static_cast<size_t>(slot);
  }
}

PrivacyAction OfEventColumn(const PrivacyRules& rules, size_t column) {
  return column < kEventColumnCount ? rules.OfColumn(TableId::kEvent, column) : PrivacyAction::kKeep;
}

PrivacyAction OfSlot(const PrivacyRules& rules, Slot slot) {
  return slot == kSlotCount ? PrivacyAction::kKeep : OfEventColumn(rules, ColumnOf(slot));
}

// For a key that may mean either id.
PrivacyAction OfPerson(const PrivacyRules& rules) {
  return std::max(OfSlot(rules, SlotOf(E::user_id)), OfSlot(rules, SlotOf(E::user_pseudo_id)));
}

PrivacyAction OfParameter(const PrivacyRules& rules, std::string_view key) {
  const bool all_dropped =
      rules.OfColumn(TableId::kEvent, static_cast<size_t>(E::custom_parameters)) == PrivacyAction::kDrop;
  return all_dropped ? PrivacyAction::kDrop : rules.OfParameter(key);
}

// An event does not say which client sent it, so the meaning of a key for any client counts.
PrivacyAction OfKey(const PrivacyRules& rules, const EventKey* known, std::string_view key) {
  PrivacyAction action = known == nullptr ? OfParameter(rules, key) : OfEventColumn(rules, ColumnOf(known->slot));
  if (const GtmKey* gtm = FindGtmKey(key)) action = std::max(action, OfSlot(rules, gtm->slot));
  if (const SensorsKey* sensors = FindSensorsRecordKey(key)) action = std::max(action, OfSlot(rules, sensors->slot));
  if (key == "anonymous_id") action = std::max(action, OfPerson(rules));
  return action;
}

PrivacyAction OfProperty(const PrivacyRules& rules, std::string_view key) {
  const bool all_dropped =
      rules.OfColumn(TableId::kUser, static_cast<size_t>(UserColumn::user_properties)) == PrivacyAction::kDrop;
  return all_dropped ? PrivacyAction::kDrop : rules.OfProperty(key);
}

// A member of an object inside a Sensors record or a GTM event.
PrivacyAction OfMember(const PrivacyRules& rules, std::string_view object, std::string_view key) {
  if (object == "identities") return OfPerson(rules);
  if (object == "x-ga-mp2-user_properties") return OfProperty(rules, key);
  const SensorsKey* known = object == "lib" ? FindSensorsLibKey(key) : FindSensorsPropertyKey(key);
  if (known != nullptr) return OfSlot(rules, known->slot);
  return std::max(OfParameter(rules, key), OfProperty(rules, key));
}

bool HasMembers(std::string_view key) {
  return key == "properties" || key == "lib" || key == "identities" || key == "x-ga-mp2-user_properties";
}

}  // namespace

bool HideParameters(const PrivacyRules& rules, std::string_view json, std::string& out) {
  return EditObject(json, out, [&](std::string_view key, std::string_view value, std::string& to) {
    return Apply(rules, rules.OfParameter(key), value, to);
  });
}

bool HideProperties(const PrivacyRules& rules, std::string_view json, std::string& out) {
  return EditObject(json, out, [&](std::string_view key, std::string_view value, std::string& to) {
    return ApplyToProperty(rules, OfProperty(rules, key), value, to);
  });
}

bool HideInEvent(const PrivacyRules& rules, std::string_view json, std::string& out) {
  return EditObject(json, out, [&](std::string_view key, std::string_view value, std::string& to) {
    const EventKey* known = FindEventKey(key);
    const Bind bind = known == nullptr ? Bind::kText : known->bind;
    if (bind == Bind::kItems) {
      // Fields of an item without a column are parameters. A list is rare, so it is omitted as a whole.
      if (rules.names_parameters()) return false;
      to += value;
      return true;
    }
    if (known == nullptr && HasMembers(key) && value.starts_with('{')) {
      return EditObject(value, to, [&](std::string_view inner, std::string_view member, std::string& member_to) {
        return Apply(rules, OfMember(rules, key, inner), member, member_to);
      });
    }
    if (bind != Bind::kUser && bind != Bind::kAttributes) return Apply(rules, OfKey(rules, known, key), value, to);
    return EditObject(value, to, [&](std::string_view inner, std::string_view member, std::string& member_to) {
      if (bind == Bind::kUser) return ApplyToProperty(rules, OfProperty(rules, inner), member, member_to);
      return Apply(rules, OfKey(rules, FindAttributeKey(inner), inner), member, member_to);
    });
  });
}

bool HideInRequest(const PrivacyRules& rules, std::string_view json, std::string& out) {
  return EditObject(json, out, [&](std::string_view key, std::string_view value, std::string& to) {
    const bool agent = key == "ua";
    return Apply(rules, agent ? OfEventColumn(rules, static_cast<size_t>(E::device_ua)) : PrivacyAction::kKeep, value,
                 to);
  });
}

}  // namespace millrace
