#include "generate/json_edit.h"

#include "core/error.h"

namespace millrace::generate {

size_t ValueAt(const std::string& json, std::string_view key) {
  const std::string quoted = '"' + std::string(key) + "\":";
  const size_t at = json.find(quoted);
  MILLRACE_CHECK(at != std::string::npos);
  return at + quoted.size();
}

size_t ScalarEnd(const std::string& json, size_t at) {
  if (json[at] != '"') return json.find_first_of(",}", at);
  size_t end = at + 1;
  while (json[end] != '"') end += json[end] == '\\' ? 2 : 1;
  return end + 1;
}

void ReplaceValue(std::string& json, std::string_view key, std::string_view value) {
  const size_t at = ValueAt(json, key);
  json.replace(at, ScalarEnd(json, at) - at, value);
}

void RemoveKey(std::string& json, std::string_view key) {
  const size_t at = ValueAt(json, key);
  const size_t begin = at - key.size() - 3;
  json.erase(begin, ScalarEnd(json, at) + 1 - begin);
}

void InsertBefore(std::string& json, std::string_view key, std::string_view text) {
  json.insert(ValueAt(json, key), text);
}

}  // namespace millrace::generate
