// Reads a checked description out of parsed JSON: each value knows its JSON pointer, and each function that expects
// something throws a DescriptionError that names the pointer, the value and what is allowed. Cursors are views of a
// document of simdjson, which must outlive them. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <simdjson.h>

namespace millrace {

inline constexpr size_t kMaxDescriptionText = 1'024;  // bytes

class JsonCursor {
 public:
  JsonCursor(simdjson::dom::element value, std::string pointer) : value_(value), pointer_(std::move(pointer)) {}

  const std::string& pointer() const { return pointer_; }
  bool IsObject() const { return value_.is_object(); }
  bool IsText() const { return value_.is_string(); }
  bool IsNumber() const { return value_.is_number(); }

  // A text of at least one byte, unless it may be empty, and at most kMaxDescriptionText; without U+0000, which
  // PostgreSQL cannot hold.
  std::string Text(bool may_be_empty = false) const;
  int64_t Integer(int64_t least, int64_t most) const;
  double Number() const;
  bool Boolean() const;
  // The index of the text in the names.
  size_t OneOf(std::span<const std::string_view> names) const;
  // `2026-11-01`, as days since the epoch; years 2000 to 9998.
  int32_t Day() const;
  std::vector<JsonCursor> Items(size_t least, size_t most) const;
  // The value as compact JSON.
  std::string Json() const { return simdjson::minify(value_); }

  // `problem`, followed by the value.
  [[noreturn]] void Fail(const std::string& problem) const;

 private:
  friend class JsonMembers;
  simdjson::dom::element value_;
  std::string pointer_;
};

// The members of an object. Those that nobody asked for are refused by Finish.
class JsonMembers {
 public:
  // Throws for what is no object, and for a key that occurs twice.
  explicit JsonMembers(const JsonCursor& object);

  // A member that is null counts as missing.
  std::optional<JsonCursor> Find(std::string_view name);
  JsonCursor Need(std::string_view name);
  void Finish() const;
  // Every member with its key, for objects whose keys may be any.
  std::vector<std::pair<std::string, JsonCursor>> All() const;

 private:
  JsonCursor object_;
  std::vector<std::string_view> asked_;
};

}  // namespace millrace
