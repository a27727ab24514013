// The elements of a decoded payload, one after the other (spec/raw-input.md §3): of an array its elements, an object is
// a payload of one.
#pragma once

#include <simdjson.h>

#include "transform/event_row.h"
#include "transform/json_value.h"

namespace millrace {

// The text between an element's first byte and the comma or bracket behind it.
inline std::string_view ElementText(const char* begin, const char* end) {
  while (end > begin && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\n' || end[-1] == '\r')) --end;
  return {begin, static_cast<size_t>(end - begin)};
}

// Calls `on_object(object, event)` for each element that is an object and `on_other(value, event)` for what is none;
// each must read all of it, adds nothing to the bundle, and returns an error only when the text is no JSON. Gives every
// event its original text. `json` is followed by kJsonPadding readable bytes.
template <typename OnObject, typename OnOther>
simdjson::error_code ReadElements(simdjson::ondemand::parser& parser, std::string_view json, EventBundle& bundle,
                                  const OnObject& on_object, const OnOther& on_other) {
  namespace od = simdjson::ondemand;
  using simdjson::error_code;
  od::document document;
  if (const error_code error = parser.iterate(json.data(), json.size(), json.size() + kJsonPadding).get(document)) {
    return error;
  }
  od::json_type type;
  if (const error_code error = document.type().get(type)) return error;
  if (type == od::json_type::object) {
    od::object object;
    if (const error_code error = document.get_object().get(object)) return error;
    EventRow& event = bundle.Add();
    event.original = json;
    return on_object(object, event);
  }
  od::array array;
  if (const error_code error = document.get_array().get(array)) return error;
  for (auto element_result : array) {
    if (const error_code error = element_result.error()) return error;
    od::value element = element_result.value_unsafe();
    const std::string_view token = element.raw_json_token();
    if (const error_code error = element.type().get(type)) return error;
    EventRow& event = bundle.Add();
    if (type == od::json_type::object) {
      od::object object;
      if (const error_code error = element.get_object().get(object)) return error;
      if (const error_code error = on_object(object, event)) return error;
    } else if (const error_code error = on_other(element, event)) {
      return error;
    }
    const char* end = nullptr;
    if (const error_code error = document.current_location().get(end)) return error;
    // A scalar may not have been consumed yet; it is its token.
    if (end <= token.data()) end = token.data() + token.size();
    event.original = ElementText(token.data(), end);
  }
  return simdjson::SUCCESS;
}

// What is no object is no event; its syntax is checked all the same.
inline simdjson::error_code RejectNoObject(simdjson::ondemand::value value, EventRow& event, EventBundle& bundle,
                                           std::string& scratch) {
  JsonScalar scalar;
  event.Reject(RejectReason::not_an_event, "the element is no object");
  return ReadAnyText(value, bundle.arena, scratch, scalar);
}

// All elements as events, or none: false, with the bundle empty and `error` set, when the text is no JSON.
template <typename OnObject, typename OnOther>
bool ReadBundle(simdjson::ondemand::parser& parser, std::string_view json, EventBundle& bundle, std::string& error,
                const OnObject& on_object, const OnOther& on_other) {
  bundle.Clear();
  const simdjson::error_code code = ReadElements(parser, json, bundle, on_object, on_other);
  if (code == simdjson::SUCCESS) return true;
  bundle.Clear();
  error = simdjson::error_message(code);
  return false;
}

}  // namespace millrace
