// The data of a run or of one of its branches: a JSON object of at most kMaxStateBytes, in which tasks hand ids and
// numbers to later ones. It is saved with each step, and travels through every step of another engine. A value: copies
// are independent. Not thread-safe while it is changed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

inline constexpr size_t kMaxStateBytes = 1024;

class StateData {
 public:
  StateData() = default;  // {}
  // Throws InternalError if it is not a JSON object, or too long.
  explicit StateData(std::string_view json);

  const std::string& json() const { return json_; }

  // The value at a path: a key, or keys with points between them. Null if there is none or it is of another type.
  std::optional<int64_t> Number(std::string_view path) const;
  std::optional<std::string> Text(std::string_view path) const;
  std::optional<bool> Flag(std::string_view path) const;
  // Its JSON text; null if there is none. A null of JSON is a value: "null".
  std::optional<std::string> Json(std::string_view path) const;
  // The elements of a list as JSON texts; null if there is no list.
  std::optional<std::vector<std::string>> Items(std::string_view path) const;

  // Adds or replaces a key; `json` is a JSON value. Throws InternalError for one that is not, or when the data would be
  // too long; the data are unchanged then.
  void Set(std::string_view key, std::string_view json);
  void SetText(std::string_view key, std::string_view text);
  void SetNumber(std::string_view key, int64_t number);
  // Only these keys; those that are missing are left out.
  StateData Only(const std::vector<std::string>& keys) const;

 private:
  std::string json_ = "{}";
};

}  // namespace millrace
