#include "kernel/request_texts.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/integer_text.h"
#include "core/url.h"
#include "core/utf8.h"

namespace millrace {
namespace {

constexpr std::array kTexts = {&RawRow::ip, &RawRow::rid, &RawRow::ua, &RawRow::uri, &RawRow::app_id};

// A request of so few events is not larger in the lake by orders of magnitude, whatever its texts.
constexpr size_t kAlwaysWhole = 4;

bool IsLong(NullableText text) {
  return text.size() > kMaxRepeatedText;
}

// Adds a parameter of the long uri that is an integer; any other value has no effect.
void KeepInteger(std::string_view uri, std::string_view key, std::string& to) {
  std::string scratch;
  const auto text = FirstQueryValue(uri, key, scratch);
  const auto value = text ? ParseInteger(*text) : std::nullopt;
  if (value) to.append("&").append(key).append("=").append(std::to_string(*value));
}

}  // namespace

const RawRow& RequestTexts::ForTransformer(const RawRow& sent) {
  if (std::ranges::none_of(kTexts, [&](auto text) { return IsLong(sent.*text); })) [[likely]]
    return sent;
  for_transformer_ = sent;
  // Ids made of them are cut to far less.
  for_transformer_.rid = TruncateUtf8(sent.rid, kMaxRepeatedText);
  for_transformer_.app_id = TruncateUtf8(sent.app_id, kMaxRepeatedText);
  if (IsLong(sent.uri)) {
    uri_ = "?";
    for (const char* key : {"event_bundle_sequence_id", "upload_timestamp"}) KeepInteger(sent.uri, key, uri_);
    for_transformer_.uri = uri_;
  }
  return for_transformer_;
}

const RawRow& RequestTexts::ForRows(const RawRow& sent, size_t events, uint64_t& cut) {
  size_t bytes = 0;
  for (auto text : kTexts) bytes += IsLong(sent.*text) ? (sent.*text).size() : 0;
  if (events <= kAlwaysWhole || bytes <= kMaxRepeatedBytes / events) [[likely]]
    return sent;
  for_rows_ = sent;
  for (auto text : kTexts) {
    if (!IsLong(sent.*text)) continue;
    for_rows_.*text = TruncateUtf8(sent.*text, kMaxRepeatedText);
    ++cut;
  }
  return for_rows_;
}

}  // namespace millrace
