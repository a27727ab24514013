// Binds one JSON object of a bundle to an EventRow: known keys to slots, the rest to custom parameters
// (spec/transform-clickstream.md §3, §5, §6, §9, §10; lake-tables §6). Decides nothing about the event as a whole.
#pragma once

#include <string>
#include <string_view>

#include <simdjson.h>

#include "transform/clickstream_keys.h"
#include "transform/event_row.h"
#include "transform/json_value.h"

namespace millrace {

// Not thread-safe: holds scratch memory for one bundle at a time.
class EventBinder {
 public:
  // Fills `row` from the object, which is iterated to its end. An error means that the text is no JSON (the whole
  // payload is then unusable). Of equal keys the last value stands, also when an earlier one could not be bound.
  simdjson::error_code Bind(simdjson::ondemand::object object, EventRow& row, EventBundle& bundle);

  // When a value that cannot be bound counts (transform-clickstream §1, step 7).
  enum class Fault : uint8_t {
    kType,        // a field has a wrong type
    kConversion,  // found wrong only after the event's name was looked at
  };
  // After Bind: the first fault of a kind («attributes: an object is needed, found array»), or empty.
  std::string_view bad(Fault fault) const;
  // Whether the field of this name has a wrong type.
  bool IsBad(std::string_view key) const;

 private:
  template <auto kFind, typename Rule>
  simdjson::error_code FindKey(simdjson::ondemand::field& field, std::string_view& key, const Rule*& known);
  simdjson::error_code BindKnown(const EventKey& key, simdjson::ondemand::value& value);
  simdjson::error_code BindAttributes(simdjson::ondemand::object object);
  simdjson::error_code BindUser(simdjson::ondemand::object object);
  simdjson::error_code BindFixedProperty(std::string_view key, simdjson::ondemand::value& value);
  simdjson::error_code BindProperty(std::string_view key, simdjson::ondemand::value& value);
  simdjson::error_code BindItems(simdjson::ondemand::array array);
  simdjson::error_code BindItem(simdjson::ondemand::object object, ItemRow& item);
  simdjson::error_code AddCustom(std::string_view key, simdjson::ondemand::value& value,
                                 std::vector<CustomParameter>& to);
  // Opens an object that is needed here; false (and Bad) when the value is something else, null included silently.
  template <typename Container>
  simdjson::error_code Open(std::string_view key, simdjson::ondemand::value& value, Container& container, bool& opened);
  void Bad(std::string_view key, std::string_view needed, const JsonScalar& found, Fault fault = Fault::kType);
  // The key, and within an object its part, that is bound next: what its forerunner of that name left does not count.
  void Begin(std::string_view key, std::string_view part);
  void Lenient(std::string_view key);

  EventRow* row_ = nullptr;
  EventBundle* bundle_ = nullptr;
  std::vector<CustomParameter> attribute_custom_;
  bool attributes_bound_ = false;
  std::string scratch_;

  struct BadField {
    std::string_view key;   // of the event
    std::string_view part;  // of its attributes or user, else empty
    Fault fault;
    std::string text;
  };
  std::vector<BadField> bad_;
  std::string_view key_;
  std::string_view part_;
};

// Type tag of a value that keeps its JSON type (lake-tables §6.1).
TypeTag TagOf(JsonKind kind);

// Adds or replaces a parameter: of equal keys the last value stands, at the place of the first.
void PutCustom(std::vector<CustomParameter>& to, std::string_view key, std::string_view value, TypeTag type);

// The JSON object of custom parameters (lake-tables §6.2), at most `max_bytes` long: keys that do not fit are left out
// whole. Appends to `out`.
void AppendCustomJson(const std::vector<CustomParameter>& custom, size_t max_bytes, std::string& out);

// The JSON object of user properties (lake-tables §6.3), at most `max_bytes` long, like that of custom parameters.
void AppendPropertiesJson(const std::vector<UserProperty>& properties, size_t max_bytes, std::string& out);

// The JSON text of one kept value: strings quoted, numbers as lake-tables §6.1 says, the rest as it is.
void AppendTaggedJson(std::string& out, NullableText value, TypeTag type);

}  // namespace millrace
