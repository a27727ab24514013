// One event between parsing and columns: the values of the columns of event_v2, the inputs of the enrichments, items
// and user properties. Texts are views into the payload, the parser or the arena of the bundle. They are valid until
// the bundle is cleared or refilled. Not thread-safe; a row reuses its memory.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "raw/raw_row.h"
#include "raw/reject.h"
#include "schema/table.h"
#include "transform/arena.h"
#include "transform/custom_parameter.h"
#include "transform/item_list.h"

namespace millrace {

// A slot for a value: the columns of event_v2 by number, then raw values from which columns are derived.
enum Slot : uint8_t {
  kSlotHostName = kEventColumnCount,
  kSlotPageUrl,  // attributes as sent, not decoded
  kSlotPageReferrer,
  kSlotPageTitle,
  kSlotPageReferrerTitle,
  kSlotLatestReferrer,
  kSlotUtmSource,
  kSlotUtmMedium,
  kSlotUtmCampaign,
  kSlotUtmContent,
  kSlotUtmTerm,
  kSlotUtmId,
  kSlotUtmSourcePlatform,
  kSlotGclid,
  kSlotZoneOffset,  // milliseconds
  // Values as sent (EventRow::Sent): the name of the event decides which column takes them, if any.
  kSlotEngagementTime,
  kSlotPreviousTimestamp,
  kSlotIsFirstTime,
  kSlotEventPreviousTimestamp,
  kSlotFirstTouch,  // ms; of clients that have no user_first_touch_time_msec
  kSlotCount
};
static_assert(kSlotCount <= 128);

constexpr Slot SlotOf(EventColumn column) {
  return static_cast<Slot>(column);
}

struct UserProperty {
  std::string_view key;
  NullableText value;
  TypeTag type;
  std::optional<int64_t> set_time_msec;
};
using UserProperties = KeyedEntries<UserProperty, SIZE_MAX>;

struct ClockCorrection {
  bool adjusted = false;
  bool was_no_time = false;  // the event got its ingest time, because no column can store its own
  int64_t from = 0;          // original event time, ms
  int64_t to = 0;            // corrected event time
  std::string reason;
  std::optional<int64_t> upload_time;  // ms, when known (transform-clickstream §4, rule 7)
};

// An event that another one implies: the same row except for these fields (transform-gtm §3).
struct DerivedEvent {
  std::string_view event_id;
  std::string_view event_name;
};

class EventRow {
 public:
  void Clear();

  bool Has(Slot slot) const { return (present_[slot >> 6] >> (slot & 63)) & 1; }
  bool Has(EventColumn column) const { return Has(SlotOf(column)); }
  void Unset(Slot slot) { present_[slot >> 6] &= ~(uint64_t{1} << (slot & 63)); }

  // Null when not set.
  NullableText Text(Slot slot) const { return Has(slot) ? text_[slot] : NullableText(); }
  NullableText Text(EventColumn column) const { return Text(SlotOf(column)); }
  std::optional<int64_t> Int(Slot slot) const {
    return Has(slot) ? std::optional(number_[slot].integer) : std::nullopt;
  }
  std::optional<int64_t> Int(EventColumn column) const { return Int(SlotOf(column)); }
  double Double(Slot slot) const { return number_[slot].real; }
  double Double(EventColumn column) const { return Double(SlotOf(column)); }

  // A null text clears the slot.
  void SetText(Slot slot, NullableText text) {
    text_[slot] = text;
    Mark(slot, text.data() != nullptr);
  }
  void SetText(EventColumn column, NullableText text) { SetText(SlotOf(column), text); }
  void SetInt(Slot slot, std::optional<int64_t> value) {
    number_[slot].integer = value.value_or(0);
    Mark(slot, value.has_value());
  }
  void SetInt(EventColumn column, std::optional<int64_t> value) { SetInt(SlotOf(column), value); }
  void SetDouble(Slot slot, std::optional<double> value) {
    number_[slot].real = value.value_or(0);
    Mark(slot, value.has_value());
  }

  // A value that keeps its JSON type.
  void SetSent(Slot slot, std::string_view text, TypeTag type) {
    SetText(slot, text);
    number_[slot].integer = static_cast<int64_t>(type);
  }
  TypeTag SentType(Slot slot) const { return static_cast<TypeTag>(number_[slot].integer); }

  // The text of a slot that is set.
  std::string_view PresentText(Slot slot) const { return text_[slot]; }
  // The presence bits of slots 0–63 and 64–127.
  const std::array<uint64_t, 2>& present() const { return present_; }

  CustomParameters custom;
  std::string_view custom_json;  // data() is null if there is none
  // Query parameters of the page URL, distinct keys; has_query distinguishes an empty query from none.
  std::vector<std::pair<std::string_view, std::string_view>> query;
  bool has_query = false;
  bool has_attributes = false;
  UserProperties user_properties;
  std::string_view user_properties_json;  // only of the event _profile_set
  ItemList items;
  uint64_t items_without_id = 0;
  ClockCorrection clock;
  std::array<DerivedEvent, 2> derived;  // the first derived_count are in use
  uint8_t derived_count = 0;
  // Of the device, if the event itself contains them.
  NullableText ip;
  NullableText user_agent;

  std::string_view original;  // the element's text, for rejects
  std::optional<RejectReason> reject;
  std::string reject_detail;

  void Reject(RejectReason reason, std::string detail) {
    reject = reason;
    reject_detail = std::move(detail);
  }

 private:
  union Number {
    int64_t integer;
    double real;
  };

  void Mark(Slot slot, bool present) {
    const uint64_t bit = uint64_t{1} << (slot & 63);
    uint64_t& word = present_[slot >> 6];
    word = present ? word | bit : word & ~bit;
  }

  std::array<uint64_t, 2> present_{};
  std::array<std::string_view, kSlotCount> text_;
  std::array<Number, kSlotCount> number_;
};

// Events of one request, a block of them at a time (transform/transformer.h); reused from request to request.
struct EventBundle {
  std::vector<EventRow> rows;  // the first `size` are in use
  size_t size = 0;
  // Of the whole request, of which this is a block: as many events are read.
  size_t elements = 0;
  Arena arena;
  // Fields that were set to null because of a wrong type, by name (raw-input difference 4).
  std::vector<std::string_view> lenient_fields;
  // The position of the first element in its request. In the first block of a request it is not 0 only when rejects are
  // processed again. Clear keeps it.
  uint32_t first_index = 0;
  // The effects of rules, for `explain`: the position of an element in its request, and a text. Null if they are not
  // wanted. Not owned; Clear keeps it.
  std::vector<std::pair<size_t, std::string>>* story = nullptr;

  void Clear();
  EventRow& Add();
  // Adds a text for the element that was added last.
  void Tell(std::initializer_list<std::string_view> what) {
    if (story == nullptr) return;
    std::string& text = story->emplace_back(first_index + size - 1, std::string()).second;
    for (const std::string_view part : what) text += part;
  }
};

}  // namespace millrace
