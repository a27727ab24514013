#include "explore/json_cursor.h"

#include <algorithm>
#include <cmath>

#include "explore/description_error.h"

#include "core/did_you_mean.h"
#include "core/time.h"
#include "core/utf8.h"

namespace millrace {
namespace {

constexpr size_t kShownValue = 60;

std::string ShownValue(simdjson::dom::element value) {
  std::string text = simdjson::minify(value);
  if (text.size() <= kShownValue) return text;
  return std::string(TruncateUtf8(text, kShownValue)) + "…";
}

std::string Listed(std::span<const std::string_view> names) {
  std::string out;
  for (const std::string_view name : names) out += (out.empty() ? "" : ", ") + std::string(name);
  return out;
}

// A key as part of a JSON pointer.
std::string Escaped(std::string_view key) {
  std::string out;
  for (const char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

void JsonCursor::Fail(const std::string& problem) const {
  throw DescriptionError(pointer_, problem + ", found " + ShownValue(value_));
}

std::string JsonCursor::Text(bool may_be_empty) const {
  if (!value_.is_string()) Fail("expected a text");
  const std::string_view text = value_.get_string().value();
  if (text.empty() && !may_be_empty) Fail("expected a text that is not empty");
  if (text.size() > kMaxDescriptionText) {
    Fail("expected a text of at most " + std::to_string(kMaxDescriptionText) + " bytes");
  }
  if (text.find('\0') != std::string_view::npos) Fail("expected a text without U+0000");
  return std::string(text);
}

int64_t JsonCursor::Integer(int64_t least, int64_t most) const {
  int64_t number = 0;
  if (value_.get_int64().get(number) != simdjson::SUCCESS || number < least || number > most) {
    Fail("expected an integer from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return number;
}

double JsonCursor::Number() const {
  double number = 0;
  if (value_.get_double().get(number) != simdjson::SUCCESS || !std::isfinite(number)) Fail("expected a number");
  return number;
}

bool JsonCursor::Boolean() const {
  bool value = false;
  if (value_.get_bool().get(value) != simdjson::SUCCESS) Fail("expected true or false");
  return value;
}

size_t JsonCursor::OneOf(std::span<const std::string_view> names) const {
  std::string_view text;
  if (value_.get_string().get(text) == simdjson::SUCCESS) {
    const auto found = std::find(names.begin(), names.end(), text);
    if (found != names.end()) return static_cast<size_t>(found - names.begin());
  }
  Fail("expected one of " + Listed(names));
}

int32_t JsonCursor::Day() const {
  std::string_view text;
  if (value_.get_string().get(text) == simdjson::SUCCESS && text.size() == 10 && text >= "2000-01-01" &&
      text <= "9998-12-31") {
    if (const auto instant = ParseInstant(text)) {
      return static_cast<int32_t>(*instant / (86'400 * kNanosecondsPerSecond));
    }
  }
  Fail("expected a day like 2026-11-01");
}

std::vector<JsonCursor> JsonCursor::Items(size_t least, size_t most) const {
  simdjson::dom::array array;
  const bool is_array = value_.get_array().get(array) == simdjson::SUCCESS;
  // `size` of simdjson saturates at 2^24 - 1, which is more than any limit here.
  if (!is_array || array.size() < least || array.size() > most) {
    Fail("expected a list of " + std::to_string(least) + " to " + std::to_string(most) + " elements");
  }
  std::vector<JsonCursor> items;
  items.reserve(array.size());
  for (const simdjson::dom::element item : array) {
    items.emplace_back(item, pointer_ + "/" + std::to_string(items.size()));
  }
  return items;
}

JsonMembers::JsonMembers(const JsonCursor& object) : object_(object) {
  if (!object.IsObject()) object.Fail("expected an object");
  std::vector<std::string_view> keys;
  for (const auto member : simdjson::dom::object(object.value_)) keys.push_back(member.key);
  std::sort(keys.begin(), keys.end());
  const auto twice = std::adjacent_find(keys.begin(), keys.end());
  if (twice != keys.end()) object.Fail("expected each key once; " + ShownName(*twice) + " occurs twice");
}

std::optional<JsonCursor> JsonMembers::Find(std::string_view name) {
  asked_.push_back(name);
  for (const auto member : simdjson::dom::object(object_.value_)) {
    if (member.key == name && !member.value.is_null()) {
      return JsonCursor(member.value, object_.pointer_ + "/" + std::string(name));
    }
  }
  return std::nullopt;
}

JsonCursor JsonMembers::Need(std::string_view name) {
  if (const auto found = Find(name)) return *found;
  throw DescriptionError(object_.pointer_ + "/" + std::string(name), "is missing");
}

void JsonMembers::Finish() const {
  for (const auto member : simdjson::dom::object(object_.value_)) {
    if (std::find(asked_.begin(), asked_.end(), member.key) != asked_.end()) continue;
    throw DescriptionError(object_.pointer_ + "/" + Escaped(TruncateUtf8(member.key, kShownValue)),
                           "unknown key; allowed are " + Listed(asked_) + DidYouMeanHint(member.key, asked_));
  }
}

std::vector<std::pair<std::string, JsonCursor>> JsonMembers::All() const {
  std::vector<std::pair<std::string, JsonCursor>> members;
  for (const auto member : simdjson::dom::object(object_.value_)) {
    members.emplace_back(std::string(member.key),
                         JsonCursor(member.value, object_.pointer_ + "/" + Escaped(member.key)));
  }
  return members;
}

}  // namespace millrace
