// The fields that an object has byte by byte like the object before it. The events of one request share most of theirs
// (device, user, session, page), one behind the other, so what they were bound to is taken over instead of being read
// again: equal texts mean equal values.
//
// Holds views into the payload: Forget() ends them. Not thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "transform/event_row.h"

namespace millrace {

// One field and what binding it did to an event.
struct BoundField {
  enum class Effect : uint8_t {
    kNull,     // a slot is not set
    kText,     // a slot has this text
    kInt,      // a slot has this number
    kDouble,   // the same
    kSent,     // a slot has this value as sent
    kCustom,   // one more custom parameter
    kUser,     // the user and its properties
    kNoItems,  // an empty list
    kOther,    // more than can be taken over
  };

  std::string_view KeyText() const { return {begin, key_size}; }

  const char* begin = nullptr;  // the quote before the key
  uint32_t key_size = 0;        // bytes, with both quotes
  uint32_t size = 0;            // bytes up to the comma or brace behind the value, which is not counted
  uint32_t tokens = 0;          // of the JSON text, as many as `size` holds
  Effect effect = Effect::kOther;
  Slot slot = {};
  TypeTag type = {};  // kSent
  union {
    std::string_view text = {};
    int64_t integer;
    double real;
    uint32_t place;  // kCustom, kUser: among those that the binder keeps
  };
};

class RepeatedFields {
 public:
  // To be called when the texts are gone.
  void Forget() { last_.clear(); }

  void BeginObject() {
    fields_.clear();
    expected_ = 0;
  }
  // The longest run of the last object's fields that also stand here, from the key at `begin` on, and can be taken
  // over; empty when there is none. `last_token`: where the last token of the whole text begins. Their places are those
  // of this object's text; they count as added. Valid until the next call.
  std::span<const BoundField> Take(const char* begin, const char* last_token);
  // Whether this object has so many fields that no more are kept: an object of millions shares nothing with the next.
  bool IsFull() const { return fields_.size() >= kMostFields; }
  // A field that was read, unless IsFull.
  void Add(const BoundField& field);
  void EndObject() { last_.swap(fields_); }

 private:
  static constexpr size_t kMostFields = 1024;

  std::vector<BoundField> last_;
  std::vector<BoundField> fields_;  // of the object that is being read
  size_t expected_ = 0;             // the field of last_ that likely comes next
};

}  // namespace millrace
