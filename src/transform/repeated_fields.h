// Finds fields of an object that are byte-identical to fields of the previous object. The events of one request share
// most of their fields (device, user, session, page), in the same order, so their bound values are reused instead of
// being parsed again: equal texts mean equal values.
//
// Holds views into the payload: Forget() ends them. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

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
    kOther,    // something that cannot be reused
  };

  const char* begin = nullptr;  // the quote before the key
  uint32_t key_size = 0;        // bytes, with both quotes
  uint32_t size = 0;            // bytes up to, but not including, the comma or brace after the value
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
  // Call this when the texts are no longer valid.
  void Forget() { last_.clear(); }

  void BeginObject() {
    fields_.clear();
    expected_ = 0;
  }
  // The longest run of fields of the last object that also follow here, from the key at `begin` on, and can be reused;
  // empty if there is none. `last_token`: where the last token of the whole text begins. Their places are those of this
  // object's text; they count as added. Valid until the next call.
  std::span<const BoundField> Take(const char* begin, const char* last_token) {
    if (expected_ == last_.size() || IsFull() || begin > last_token) return {};
    return TakeRun(begin, last_token);
  }
  // Whether this object has so many fields that no more are kept. An object with millions of fields shares nothing with
  // the next.
  bool IsFull() const { return fields_.size() >= kMostFields; }
  // A field that was read, unless IsFull.
  void Add(const BoundField& field);
  void EndObject() { last_.swap(fields_); }

 private:
  static constexpr size_t kMostFields = 1024;

  // At most kMostFields fields, in memory that is allocated once.
  class FieldList {
   public:
    size_t size() const { return size_; }
    std::span<BoundField> all() { return {fields_.get(), size_}; }
    void clear() { size_ = 0; }
    BoundField& Add(const BoundField& field) { return fields_[size_++] = field; }
    void swap(FieldList& other) {
      fields_.swap(other.fields_);
      std::swap(size_, other.size_);
    }

   private:
    std::unique_ptr<BoundField[]> fields_ = std::make_unique<BoundField[]>(kMostFields);
    size_t size_ = 0;
  };

  std::span<const BoundField> TakeRun(const char* begin, const char* last_token);

  FieldList last_;
  FieldList fields_;     // of the current object
  size_t expected_ = 0;  // the field of last_ that probably comes next
};

}  // namespace millrace
