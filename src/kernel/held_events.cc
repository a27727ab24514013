#include "kernel/held_events.h"

#include <array>
#include <bit>
#include <cstring>

#include "enrich/enriched_columns.h"
#include "kernel/row_writer.h"
#include "kernel/traffic_source_input.h"

namespace millrace {

using E = EventColumn;

namespace {

constexpr E kHeldColumns[] = {E::event_id,
                              E::event_timestamp,
                              E::event_time_msec,
                              E::event_name,
                              E::platform,
                              E::app_id,
                              E::user_id,
                              E::user_pseudo_id,
                              E::session_id,
                              E::session_number,
                              E::session_start_time_msec,
                              E::user_first_touch_time_msec,
                              E::page_view_page_referrer,
                              E::app_install_source};

using SlotMask = std::array<uint64_t, 2>;

constexpr void AddSlot(Slot slot, SlotMask& mask) {
  mask[slot / 64] |= uint64_t{1} << (slot % 64);
}

constexpr SlotMask HeldMask() {
  SlotMask mask{};
  for (const E column : kHeldColumns) AddSlot(SlotOf(column), mask);
  for (const auto& enriched : kSourceColumns) AddSlot(SlotOf(enriched.column), mask);
  AddSlot(kSlotFirstTouch, mask);
  return mask;
}
constexpr SlotMask kHeldMask = HeldMask();

// With what the traffic source is derived from.
constexpr SlotMask SentMask() {
  SlotMask mask = kHeldMask;
  for (uint8_t slot = kSlotHostName; slot <= kSlotGclid; ++slot) AddSlot(static_cast<Slot>(slot), mask);
  for (const auto& input : kSourceInputs) AddSlot(RawSlotOf(input.column), mask);
  return mask;
}
constexpr SlotMask kSentMask = SentMask();

bool IsText(Slot slot) {
  if (slot >= kEventColumnCount) return slot <= kSlotGclid;
  return TableOf(TableId::kEvent).columns[slot].type == ColumnType::kText;
}

// Writes values one after the other; Unpacker reads them in the same order.
class Packer {
 public:
  explicit Packer(std::string& out) : out_(out) {}

  template <typename T>
  void Put(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    out_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void PutText(NullableText text) {
    constexpr uint32_t kNull = UINT32_MAX;
    Put(text.data() == nullptr ? kNull : static_cast<uint32_t>(text.size()));
    out_.append(text);
  }
  template <typename T>
  void PutOptional(const std::optional<T>& value) {
    Put(value.has_value());
    if (value) Put(*value);
  }

 private:
  std::string& out_;
};

class Unpacker {
 public:
  explicit Unpacker(const char* at) : at_(at) {}

  template <typename T>
  T Take() {
    T value;
    std::memcpy(&value, at_, sizeof value);
    at_ += sizeof value;
    return value;
  }
  NullableText TakeText() {
    const auto size = Take<uint32_t>();
    if (size == UINT32_MAX) return {};
    const NullableText text(at_, size);
    at_ += size;
    return text;
  }
  template <typename T>
  std::optional<T> TakeOptional() {
    return Take<bool>() ? std::optional(Take<T>()) : std::nullopt;
  }

 private:
  const char* at_;
};

void PackItem(const ItemRow& item, Packer& out) {
  uint32_t present = 0;
  static_assert(kItemColumnCount <= 32);
  for (size_t i = 0; i < item.text.size(); ++i) present |= static_cast<uint32_t>(item.text[i].data() != nullptr) << i;
  out.Put(present);
  for (; present != 0; present &= present - 1) out.PutText(item.text[static_cast<size_t>(std::countr_zero(present))]);
  out.PutOptional(item.price);
  out.PutOptional(item.quantity);
  out.Put(static_cast<uint32_t>(item.custom.size()));
  for (const CustomParameter& parameter : item.custom) {
    out.PutText(parameter.key);
    out.PutText(parameter.value);
    out.Put(parameter.type);
    out.Put(parameter.key_hash);
  }
  out.PutText(item.custom_json);
}

void UnpackItem(Unpacker& from, ItemRow& item) {
  item.Clear();
  for (auto present = from.Take<uint32_t>(); present != 0; present &= present - 1) {
    item.text[static_cast<size_t>(std::countr_zero(present))] = from.TakeText();
  }
  item.price = from.TakeOptional<double>();
  item.quantity = from.TakeOptional<double>();
  for (auto left = from.Take<uint32_t>(); left > 0; --left) {
    CustomParameter parameter{};
    parameter.key = from.TakeText();
    parameter.value = from.TakeText();
    parameter.type = from.Take<TypeTag>();
    parameter.key_hash = from.Take<uint32_t>();
    item.custom.push_back(parameter);
  }
  item.custom_json = from.TakeText();
}

// The fields that derived events do not have.
void UnpackRest(Unpacker& from, EventRow& row) {
  if (from.Take<bool>()) {
    DecodeProperties(from.TakeText(), row.user_properties);
    row.user_properties_json = from.TakeText();
  }
  row.items_without_id = from.Take<uint32_t>();
  for (auto left = from.Take<uint32_t>(); left > 0; --left) {
    UnpackItem(from, row.items.Next());
    row.items.Keep();
  }
}

}  // namespace

bool FeedsOtherTables(EventColumn column) {
  return (kHeldMask[SlotOf(column) / 64] >> (SlotOf(column) % 64) & 1) != 0;
}

void HeldEvents::AddRequest(const Request& request) {
  request_serial_ = request.serial;
  request_begin_ = bytes_.size();
  Packer out(bytes_);
  const RawRow& row = *request.row;
  out.Put(std::bit_cast<uintptr_t>(request.client));
  out.PutText(request.file);
  out.Put(request.line);
  out.Put(request.is_line);
  out.PutText(request.source_ip);
  out.PutText(row.rid);
  out.Put(*row.ingest_time);
  if (!keeps_.original && !keeps_.sent) return;
  out.PutText(row.ip);
  out.PutText(row.ua);
  out.PutText(row.uri);
  out.PutText(row.app_id);
  out.PutOptional(row.client_timestamp);
}

void HeldEvents::Add(const EventRow& event, const Request& request, size_t index, bool derived) {
  if (request_serial_ != request.serial) AddRequest(request);
  rows_.push_back({bytes_.size(), derived ? rows_.back().origin : rows_.size()});
  Packer out(bytes_);
  out.Put(request_begin_);
  out.Put(static_cast<uint32_t>(index));
  out.Put(derived);
  for (size_t word = 0; word < 2; ++word) {
    uint64_t present = event.present()[word] & (keeps_.sent ? kSentMask : kHeldMask)[word];
    out.Put(present);
    for (; present != 0; present &= present - 1) {
      const auto slot = static_cast<Slot>(word * 64 + static_cast<size_t>(std::countr_zero(present)));
      if (IsText(slot)) {
        out.PutText(event.PresentText(slot));
      } else {
        out.Put(*event.Int(slot));
      }
    }
  }
  out.Put(event.clock.adjusted);
  if (event.clock.adjusted) {
    out.Put(event.clock.from);
    out.PutText(event.clock.reason);
  }
  out.PutOptional(event.clock.upload_time);
  if (keeps_.original || keeps_.sent) {
    out.PutText(event.ip);
    out.PutText(event.user_agent);
    out.Put(event.has_attributes);
  }
  if (derived) return;
  const bool tells_user = event.user_properties_json.data() != nullptr || request.client->every_event_tells_user;
  const bool has_profile = tells_user && !event.user_properties.empty();
  out.Put(has_profile);
  if (has_profile) {
    std::string encoded;
    out.PutText(EncodeProperties(event.user_properties, encoded));
    out.PutText(event.user_properties_json);
  }
  out.Put(static_cast<uint32_t>(event.items_without_id));
  out.Put(static_cast<uint32_t>(event.items.size()));
  event.items.ForEach([&](const ItemRow& item) { PackItem(item, out); });
  if (keeps_.original) out.PutText(event.original);
}

void HeldEvents::Get(size_t row, Event& event) const {
  Unpacker from(bytes_.data() + rows_[row].begin);
  Unpacker request_from(bytes_.data() + from.Take<size_t>());
  event.index = from.Take<uint32_t>();
  event.derived = from.Take<bool>();
  event.row.Clear();
  for (size_t word = 0; word < 2; ++word) {
    for (auto present = from.Take<uint64_t>(); present != 0; present &= present - 1) {
      const auto slot = static_cast<Slot>(word * 64 + static_cast<size_t>(std::countr_zero(present)));
      if (IsText(slot)) {
        event.row.SetText(slot, from.TakeText());
      } else {
        event.row.SetInt(slot, from.Take<int64_t>());
      }
    }
  }
  event.row.clock.adjusted = from.Take<bool>();
  if (event.row.clock.adjusted) {
    event.row.clock.from = from.Take<int64_t>();
    event.row.clock.reason = from.TakeText();
  }
  event.row.clock.upload_time = from.TakeOptional<int64_t>();
  if (keeps_.original || keeps_.sent) {
    event.row.ip = from.TakeText();
    event.row.user_agent = from.TakeText();
    event.row.has_attributes = from.Take<bool>();
  }
  if (!event.derived) {
    UnpackRest(from, event.row);
    if (keeps_.original) event.row.original = from.TakeText();
  }

  event.raw = {};
  event.request.row = &event.raw;
  event.request.client = std::bit_cast<const ClientTraits*>(request_from.Take<uintptr_t>());
  event.request.file = request_from.TakeText();
  event.request.line = request_from.Take<uint64_t>();
  event.request.is_line = request_from.Take<bool>();
  event.request.source_ip = request_from.TakeText();
  event.raw.rid = request_from.TakeText();
  event.raw.ingest_time = request_from.Take<int64_t>();
  if (!keeps_.original && !keeps_.sent) return;
  event.raw.ip = request_from.TakeText();
  event.raw.ua = request_from.TakeText();
  event.raw.uri = request_from.TakeText();
  event.raw.app_id = request_from.TakeText();
  event.raw.client_timestamp = request_from.TakeOptional<int64_t>();
}

}  // namespace millrace
