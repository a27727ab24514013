// The read position in a JSON object, and a jump over fields whose content is already known. simdjson does not expose
// either, so this accesses its protected members through derived classes. Its version is pinned.
#pragma once

#include <cstddef>
#include <cstdint>

#include <simdjson.h>

#include "core/error.h"

namespace millrace {

// Valid during the iteration of its object. Not thread-safe.
class ObjectCursor {
  using Object = simdjson::ondemand::object;
  using Value = simdjson::ondemand::value_iterator;
  using Json = simdjson::ondemand::json_iterator;
  struct OpenObject : Object {
    static Value Object::*Iterator() { return &OpenObject::iter; }
  };
  struct OpenValue : Value {
    static Json* Value::*Iterator() { return &OpenValue::_json_iter; }
  };
  struct OpenJson : Json {
    static auto Last(const Json& json) { return (json.*&OpenJson::last_position)(); }
  };

 public:
  explicit ObjectCursor(Object& object)
      : json_(*(object.*OpenObject::Iterator().*OpenValue::Iterator())),
        depth_((object.*OpenObject::Iterator()).depth()) {}

  // The token of the current field's key; At() returns its text. The value of the field must not have been read.
  const uint32_t* KeyToken() const { return json_.position() - 2; }
  // Ends the current field, even if its value was not read. Then Token() is the comma or brace after it.
  simdjson::error_code EndField() { return json_.skip_child(depth_); }
  const uint32_t* Token() const { return json_.position(); }
  const char* At(const uint32_t* token) const { return reinterpret_cast<const char*>(json_.peek(token)); }
  // The first byte of the last token in the document.
  const char* LastToken() const { return At(OpenJson::Last(json_)); }
  // Ends the current field and skips those that follow it, up to the comma or brace at `end`, which is `tokens` tokens
  // after the key.
  void JumpTo(const char* end, size_t tokens) {
    const uint32_t* const target = KeyToken() + tokens;
    MILLRACE_CHECK(At(target) == end);
    json_.ascend_to(depth_);
    json_.ascend_to(depth_ - 1);
    json_.reenter_child(target, depth_);
  }

 private:
  Json& json_;
  int32_t depth_;
};

}  // namespace millrace
