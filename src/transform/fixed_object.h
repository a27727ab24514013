// Objects that are stored as one text with fixed fields (spec/transform-gtm.md §4, «normalised object»): all fields of
// a list in its order, with defaults for missing ones, followed by the other fields that were sent. Not thread-safe: a
// binder holds the state of one event at a time.
#pragma once

#include <array>
#include <span>

#include "transform/client_items.h"

namespace millrace {

enum class FixedKind : uint8_t {
  kText,     // default null
  kId,       // the same; a number is the text as sent
  kFlag,     // default false; an invalid value is counted
  kLong,     // default null
  kCount,    // a long, default 0; an invalid value is counted
  kSafeInt,  // null if it is not an integer
  kObject,   // of `shape`, default null
  kObjects,  // an array of them, default null
};

struct FixedShape;
struct FixedField {
  std::string_view key;
  FixedKind kind;
  const FixedShape* shape = nullptr;
};
struct FixedShape {
  std::span<const FixedField> fields;
  bool keeps_unknown;
};

inline constexpr size_t kMaxFixedFields = 10;

struct FixedValue {
  NullableText text;               // of kObject and kObjects: its JSON
  std::optional<int64_t> integer;  // of a flag 0 or 1
  // kObjects: the texts of the fields of the first and the last element; null if there are no elements.
  std::array<NullableText, 2> first{};
  std::array<NullableText, 2> last{};
  bool has_elements = false;
};

// A bound object; its values by the number of their field.
struct FixedObject {
  bool present = false;
  std::array<FixedValue, kMaxFixedFields> values;
  CustomParameters unknown;

  void Clear();
};

class FixedObjectReader : public ClientItemReader {
 protected:
  // Binds a field that contains such an object. A null field counts as not sent.
  simdjson::error_code BindFixed(std::string_view key, simdjson::ondemand::value& value, const FixedShape& shape,
                                 FixedObject& out);
  // The normalised text, in the arena of the bundle.
  std::string_view FixedJson(const FixedShape& shape, const FixedObject& object);

 private:
  simdjson::error_code ReadFixed(simdjson::ondemand::object object, const FixedShape& shape, bool outermost,
                                 FixedObject& out);
  simdjson::error_code ReadValue(const FixedField& field, simdjson::ondemand::value& value, FixedValue& out);
  simdjson::error_code ReadObjects(const FixedField& field, simdjson::ondemand::array array, FixedValue& out);
  std::optional<int64_t> FlagOf(std::string_view key, const JsonScalar& value);

  std::string json_;
};

}  // namespace millrace
