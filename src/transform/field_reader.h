// The common part of binding the fields of an object for any client (spec/transform-clickstream.md §3): finding keys,
// keeping unknown fields, and recording fields with a wrong type. The base of the binders.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "transform/custom_parameters.h"
#include "transform/event_row.h"
#include "transform/json_value.h"

namespace millrace {

// Not thread-safe: holds scratch memory for one bundle at a time.
class FieldReader {
 public:
  // When a value that cannot be bound takes effect (transform-clickstream §1, step 7).
  enum class Fault : uint8_t {
    kType,        // a field has a wrong type
    kConversion,  // found only after the name of the event was checked
  };
  // After binding: the first fault of a kind («attributes: expected an object, found an array»), or empty.
  std::string_view bad(Fault fault) const;
  // Whether the field of this name has a wrong type.
  bool IsBad(std::string_view key) const;

 protected:
  // Call this at the start of each element.
  void Start(EventRow& row, EventBundle& bundle);

  // Returns the key of the field, and its rule found by `kFind`, or null.
  template <auto kFind, typename Rule>
  simdjson::error_code FindKey(simdjson::ondemand::field& field, std::string_view& key, const Rule*& known);
  simdjson::error_code ReadCustom(std::string_view key, simdjson::ondemand::value& value, CustomParameter& out);
  simdjson::error_code AddCustom(std::string_view key, simdjson::ondemand::value& value, CustomParameters& to);
  // Reads a scalar. Of a container it returns only the kind, but validates all of its syntax.
  simdjson::error_code ReadField(simdjson::ondemand::value& value, JsonScalar& out);
  // Opens an object or array. If the value is something else, `opened` is false and the field is bad, unless it is
  // null.
  template <typename Container>
  simdjson::error_code Open(std::string_view key, simdjson::ondemand::value& value, Container& container, bool& opened);
  // Reads the elements of `items`: calls `bind(object, item)` for each and keeps those with an id. An element that is
  // not an object makes the event bad.
  template <typename BindItem>
  simdjson::error_code ReadItems(simdjson::ondemand::array array, const BindItem& bind);
  // Binds values of `plain` kinds and texts. A value that cannot be bound is recorded as bad and becomes null. A number
  // that no column can store becomes null and is counted as odd.
  NullableText TextOf(std::string_view key, const JsonScalar& value);
  NullableText IdOf(std::string_view key, const JsonScalar& value);
  std::optional<int64_t> LongOf(std::string_view key, const JsonScalar& value);
  std::optional<double> DoubleOf(std::string_view key, const JsonScalar& value);

  // The same for fields that never reject an event: a value that is not a number becomes null and is counted.
  std::optional<int32_t> SizeOrOdd(std::string_view key, const JsonScalar& value, bool texts);
  // Counts a field whose value its column cannot store.
  void Odd(std::string_view key) { bundle_->lenient_fields.push_back(key); }

  bool HasFaults() const { return !bad_.empty(); }
  void Bad(std::string_view key, std::string_view needed, const JsonScalar& found, Fault fault = Fault::kType);
  // Announces the key (and inside an object its part, else null) that is bound next, so that the effects of an earlier
  // duplicate key are discarded. A part may be the empty text.
  void Begin(std::string_view key, NullableText part) {
    key_ = key;
    part_ = part;
    if (!bad_.empty()) [[unlikely]]
      Forgive(key, part);
  }

  EventRow* row_ = nullptr;
  EventBundle* bundle_ = nullptr;
  std::string scratch_;
  std::string_view key_;
  NullableText part_;

 private:
  void Forgive(std::string_view key, NullableText part);

  struct BadField {
    std::string_view key;  // of the event
    NullableText part;     // of an object in it, else null
    Fault fault;
    std::string text;
  };
  std::vector<BadField> bad_;
};

template <auto kFind, typename Rule>
simdjson::error_code FieldReader::FindKey(simdjson::ondemand::field& field, std::string_view& key, const Rule*& known) {
  // No known key contains an escape, so most keys are found without unescaping them.
  key = field.escaped_key();
  known = kFind(key);
  if (known != nullptr) return simdjson::SUCCESS;
  const char* const sent = key.data();
  if (const simdjson::error_code error = ReadKey(field, bundle_->arena, scratch_, key)) return error;
  if (key.data() != sent) known = kFind(key);
  return simdjson::SUCCESS;
}

template <typename Container>
simdjson::error_code FieldReader::Open(std::string_view key, simdjson::ondemand::value& value, Container& container,
                                       bool& opened) {
  using simdjson::ondemand::json_type;
  opened = false;
  constexpr bool kObject = std::is_same_v<Container, simdjson::ondemand::object>;
  json_type type;
  if (const simdjson::error_code error = value.type().get(type)) return error;
  if (type == (kObject ? json_type::object : json_type::array)) {
    opened = true;
    return value.get(container);
  }
  JsonScalar scalar;
  if (const simdjson::error_code error = ReadAnyText(value, bundle_->arena, scratch_, scalar)) return error;
  if (scalar.kind != JsonKind::kNull) Bad(key, kObject ? "an object" : "an array", scalar);
  return simdjson::SUCCESS;
}

template <typename BindItem>
simdjson::error_code FieldReader::ReadItems(simdjson::ondemand::array array, const BindItem& bind) {
  EventRow& row = *row_;
  for (auto element : array) {
    if (const simdjson::error_code error = element.error()) return error;
    simdjson::ondemand::value value = element.value_unsafe();
    simdjson::ondemand::object object;
    bool opened = false;
    if (const simdjson::error_code error = Open("items", value, object, opened)) return error;
    if (!opened) {
      Bad("items", "an object for each element", {}, Fault::kConversion);
      continue;
    }
    ItemRow& item = row.items.Next();
    if (const simdjson::error_code error = bind(object, item)) return error;
    if (item.text[static_cast<size_t>(ItemColumn::item_id)].empty()) {
      ++row.items_without_id;
    } else {
      row.items.Keep();
    }
  }
  return simdjson::SUCCESS;
}

}  // namespace millrace
