// Binds one JSON object of a bundle to an EventRow: known keys to slots, the rest to custom parameters
// (spec/transform-clickstream.md §3, §5, §6, §9, §10; lake-tables §6). Decides nothing about the event as a whole. Not
// thread-safe: a binder holds the state of one event at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "transform/clickstream_keys.h"
#include "transform/event_row.h"
#include "transform/field_reader.h"
#include "transform/json_value.h"
#include "transform/repeated_fields.h"

namespace millrace {

class EventBinder : public FieldReader {
 public:
  // Fills `row` from the object, which is iterated to its end. An error means that the text is not JSON (the whole
  // payload is then unusable). Of duplicate keys the last value wins, even if an earlier one could not be bound.
  simdjson::error_code Bind(simdjson::ondemand::object object, EventRow& row, EventBundle& bundle);

 private:
  // The effect of the user object on an event.
  struct KnownUser {
    UserProperties properties;
    NullableText id;
    std::optional<int64_t> first_touch;
  };

  void Forget();
  // Binds the fields of the event itself, or of its attributes; unknown fields go to `custom`.
  template <auto kFind>
  simdjson::error_code BindFields(simdjson::ondemand::object object, std::string_view of, RepeatedFields& repeated,
                                  CustomParameters& custom);
  void TakeOver(std::span<const BoundField> fields, CustomParameters& custom);
  void NoteEffect(const EventKey& key, BoundField& bound);
  simdjson::error_code BindKnown(const EventKey& key, simdjson::ondemand::value& value);
  simdjson::error_code BindUser(simdjson::ondemand::object object);
  simdjson::error_code BindFixedProperty(std::string_view key, simdjson::ondemand::value& value);
  simdjson::error_code BindProperty(std::string_view key, simdjson::ondemand::value& value);
  simdjson::error_code BindItem(simdjson::ondemand::object object, ItemRow& item);
  void BindSent(const EventKey& key, const JsonScalar& scalar);

  CustomParameters attribute_custom_;
  bool attributes_bound_ = false;
  uint64_t generation_ = 0;  // of the arena: the members below belong to this bundle
  RepeatedFields repeated_;
  RepeatedFields repeated_attributes_;
  std::vector<CustomParameter> known_custom_;  // of this payload
  std::vector<KnownUser> known_users_;         // of this payload; the first users_ are in use
  uint32_t users_ = 0;
};

}  // namespace millrace
