// Binds one JSON object of a bundle to an EventRow: known keys to slots, the rest to custom parameters
// (spec/transform-clickstream.md §3, §5, §6, §9, §10; lake-tables §6). Decides nothing about the event as a whole.
#pragma once

#include <string>
#include <string_view>

#include <simdjson.h>

#include "transform/clickstream_keys.h"
#include "transform/event_row.h"
#include "transform/field_reader.h"
#include "transform/json_value.h"

namespace millrace {

class EventBinder : public FieldReader {
 public:
  // Fills `row` from the object, which is iterated to its end. An error means that the text is no JSON (the whole
  // payload is then unusable). Of equal keys the last value stands, also when an earlier one could not be bound.
  simdjson::error_code Bind(simdjson::ondemand::object object, EventRow& row, EventBundle& bundle);

 private:
  simdjson::error_code BindKnown(const EventKey& key, simdjson::ondemand::value& value);
  simdjson::error_code BindAttributes(simdjson::ondemand::object object);
  simdjson::error_code BindUser(simdjson::ondemand::object object);
  simdjson::error_code BindFixedProperty(std::string_view key, simdjson::ondemand::value& value);
  simdjson::error_code BindProperty(std::string_view key, simdjson::ondemand::value& value);
  simdjson::error_code BindItem(simdjson::ondemand::object object, ItemRow& item);
  void Lenient(std::string_view key);

  std::vector<CustomParameter> attribute_custom_;
  bool attributes_bound_ = false;
};

}  // namespace millrace
