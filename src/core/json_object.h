// Writes one JSON object field by field, for what the program prints and stores: reports, status, traces. Not
// thread-safe. Names are UTF-8; a text may be any bytes.
#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/json_text.h"
#include "core/utf8.h"

namespace millrace {

// A text as a JSON string, even if it is not UTF-8, like some file names.
inline void AppendJsonText(std::string& out, std::string_view text) {
  if (IsValidUtf8(text)) return AppendJsonString(out, text);
  AppendJsonString(out, EscapeInvalidUtf8(text));
}

class JsonObject {
 public:
  JsonObject& Field(std::string_view name, std::string_view text) {
    Name(name);
    AppendJsonText(out_, text);
    return *this;
  }
  JsonObject& Field(std::string_view name, const char* text) { return Field(name, std::string_view(text)); }
  JsonObject& Field(std::string_view name, bool value) { return Json(name, value ? "true" : "false"); }
  // Null for an empty text, if that means «none».
  JsonObject& FieldOrNull(std::string_view name, std::string_view text) {
    return text.empty() ? Json(name, "null") : Field(name, text);
  }
  // Numbers that JSON cannot represent (NaN, infinities) become null.
  template <typename Number>
    requires std::is_arithmetic_v<Number>
  JsonObject& Field(std::string_view name, Number number) {
    if constexpr (std::is_floating_point_v<Number>) {
      if (!std::isfinite(number)) return Json(name, "null");
    }
    std::array<char, 32> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return Json(name, {digits.data(), static_cast<size_t>(end - digits.data())});
  }
  // A value that already is JSON text.
  JsonObject& Json(std::string_view name, std::string_view json) {
    Name(name);
    out_ += json;
    return *this;
  }
  std::string Finish() { return std::move(out_) + "}"; }

 private:
  void Name(std::string_view name) {
    if (out_.size() > 1) out_ += ',';
    AppendJsonString(out_, name);
    out_ += ':';
  }

  std::string out_ = "{";
};

// `[a,b]` of values that already are JSON text.
inline std::string JsonArray(const std::vector<std::string>& values) {
  std::string out = "[";
  for (size_t i = 0; i < values.size(); ++i) out += (i > 0 ? "," : "") + values[i];
  return out + "]";
}

// `["a","b"]` of texts.
inline std::string JsonTexts(const std::vector<std::string>& texts) {
  std::vector<std::string> quoted;
  quoted.reserve(texts.size());
  for (const std::string& text : texts) AppendJsonText(quoted.emplace_back(), text);
  return JsonArray(quoted);
}

}  // namespace millrace
