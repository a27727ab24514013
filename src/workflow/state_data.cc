#include "workflow/state_data.h"

#include <algorithm>

#include <simdjson.h>

#include "core/error.h"
#include "core/json_object.h"

namespace millrace {
namespace {

using Element = simdjson::dom::element;

// One parser a thread: the data are parsed for each access, which takes a microsecond.
simdjson::dom::parser& StateParser() {
  thread_local simdjson::dom::parser parser;
  return parser;
}

std::optional<Element> ParseState(std::string_view json) {
  Element value;
  if (StateParser().parse(json.data(), json.size()).get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

std::optional<Element> ValueAt(const std::string& json, std::string_view path) {
  std::optional<Element> value = ParseState(json);
  while (value) {
    const size_t point = path.find('.');
    Element inner;
    if ((*value)[path.substr(0, point)].get(inner) != simdjson::SUCCESS) return std::nullopt;
    value = inner;
    if (point == std::string_view::npos) break;
    path.remove_prefix(point + 1);
  }
  return value;
}

template <typename Type>
std::optional<Type> TypedAt(const std::string& json, std::string_view path) {
  const std::optional<Element> value = ValueAt(json, path);
  Type typed;
  if (!value || value->get(typed) != simdjson::SUCCESS) return std::nullopt;
  return typed;
}

}  // namespace

StateData::StateData(std::string_view json) {
  const std::optional<Element> value = ParseState(json);
  if (!value || !value->is_object()) throw InternalError("not a JSON object: " + std::string(json));
  json_ = simdjson::minify(*value);
  if (json_.size() > kMaxStateBytes) {
    throw InternalError("the data of a workflow exceed " + std::to_string(kMaxStateBytes) + " bytes: " + json_);
  }
}

std::optional<int64_t> StateData::Number(std::string_view path) const {
  return TypedAt<int64_t>(json_, path);
}

std::optional<std::string> StateData::Text(std::string_view path) const {
  const auto text = TypedAt<std::string_view>(json_, path);
  return text ? std::optional(std::string(*text)) : std::nullopt;
}

std::optional<bool> StateData::Flag(std::string_view path) const {
  return TypedAt<bool>(json_, path);
}

std::optional<std::string> StateData::Json(std::string_view path) const {
  const std::optional<Element> value = ValueAt(json_, path);
  return value ? std::optional(std::string(simdjson::minify(*value))) : std::nullopt;
}

std::optional<std::vector<std::string>> StateData::Items(std::string_view path) const {
  const auto array = TypedAt<simdjson::dom::array>(json_, path);
  if (!array) return std::nullopt;
  std::vector<std::string> items;
  for (const Element item : *array) items.emplace_back(simdjson::minify(item));
  return items;
}

void StateData::Set(std::string_view key, std::string_view json) {
  if (!ParseState(json)) throw InternalError("not a JSON value: " + std::string(json));
  simdjson::dom::object object;
  const std::optional<Element> data = ParseState(json_);
  MILLRACE_CHECK(data && data->get(object) == simdjson::SUCCESS);
  JsonObject changed;
  bool replaced = false;
  for (const auto& [name, value] : object) {
    const bool same = name == key;
    replaced |= same;
    changed.Json(name, same ? std::string(json) : std::string(simdjson::minify(value)));
  }
  if (!replaced) changed.Json(key, json);
  *this = StateData(changed.Finish());
}

void StateData::SetText(std::string_view key, std::string_view text) {
  std::string json;
  AppendJsonText(json, text);
  Set(key, json);
}

void StateData::SetNumber(std::string_view key, int64_t number) {
  Set(key, std::to_string(number));
}

StateData StateData::Only(const std::vector<std::string>& keys) const {
  StateData only;
  for (const std::string& key : keys) {
    if (const auto value = Json(key)) only.Set(key, *value);
  }
  return only;
}

}  // namespace millrace
