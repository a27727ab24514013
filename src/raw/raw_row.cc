#include "raw/raw_row.h"

#include <algorithm>
#include <charconv>

#include <simdjson.h>

#include "core/json_dialect.h"
#include "core/json_in_json.h"
#include "core/json_text.h"
#include "core/utf8.h"

namespace millrace {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;
namespace od = simdjson::ondemand;

// A parser that grew for a longer line than this is given up at the next shorter one.
constexpr size_t kKeepBytes = 8u << 20;

static_assert(kJsonPadding >= kUnescapePadding);

std::string_view TrimEnd(std::string_view token) {
  return token.substr(0, token.find_last_not_of(" \t\n\r") + 1);
}

// An optional sign and digits within int64.
std::optional<int64_t> ParseInteger(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

enum class Field : uint8_t { kIgnored, kData, kIp, kRid, kUa, kUri, kAppId, kIngestTime, kClientTimestamp };

// The lengths of the names tell almost all of them apart, so that one comparison decides.
Field FieldOf(std::string_view key) {
  const auto is = [&](std::string_view name, Field field) { return key == name ? field : Field::kIgnored; };
  switch (key.size()) {
    case 2:
      return key[0] == 'i' ? is("ip", Field::kIp) : is("ua", Field::kUa);
    case 3:
      return key[0] == 'r' ? is("rid", Field::kRid) : is("uri", Field::kUri);
    case 4:
      return is("data", Field::kData);
    case 5:
      return is("appId", Field::kAppId);
    case 11:
      return is("ingest_time", Field::kIngestTime);
    case 16:
      return is("client_timestamp", Field::kClientTimestamp);
    default:
      return Field::kIgnored;
  }
}

struct Payload {
  std::unique_ptr<char[]> bytes;
  size_t capacity = 0;
};

}  // namespace

struct RowParser::State {
  bool ParseStrict(std::string_view json, std::string& error);
  error_code ParseRow(od::object object, RawRow& row);
  error_code ReadField(Field field, od::value value, RawRow& row);
  error_code ReadText(od::value value, NullableText& out);
  error_code ReadPayload(od::value value, NullableText& out);
  error_code ReadInteger(od::value value, std::optional<int64_t>& out);
  error_code Check(od::value value);
  std::string& NewText();
  char* NewPayload(size_t size);
  static std::string_view Padded(std::string& text);

  od::parser parser;
  std::vector<RawRow> rows;
  // Texts of the rows that had to be rewritten: their places must not move, their memory is kept.
  std::vector<std::unique_ptr<std::string>> texts;
  size_t texts_used = 0;
  // The same for payloads without their escapes; what is not used of one is never touched.
  std::vector<Payload> payloads;
  size_t payloads_used = 0;
  std::string scratch;
  std::string strict;
};

std::string& RowParser::State::NewText() {
  if (texts_used == texts.size()) texts.push_back(std::make_unique<std::string>());
  std::string& text = *texts[texts_used++];
  text.clear();
  return text;
}

char* RowParser::State::NewPayload(size_t size) {
  if (payloads_used == payloads.size()) payloads.emplace_back();
  Payload& payload = payloads[payloads_used++];
  if (payload.bytes == nullptr || size > payload.capacity || (payload.capacity > kKeepBytes && size <= kKeepBytes)) {
    payload.capacity = std::max<size_t>(size * 3 / 2, 4096);
    payload.bytes = std::make_unique_for_overwrite<char[]>(payload.capacity + kJsonPadding);
  }
  return payload.bytes.get();
}

std::string_view RowParser::State::Padded(std::string& text) {
  text.reserve(text.size() + kJsonPadding);
  return text;
}

// simdjson does not look at what it steps over (a string with a colon behind it passes for a key and a value); a row
// shall not depend on which fields we use.
error_code RowParser::State::Check(od::value value) {
  const std::string_view token = value.raw_json_token();
  if (token.front() == '"' && token.find('\\') == std::string_view::npos) return value.get_raw_json_string().error();
  scratch.clear();
  return AppendCompactJson(value, scratch);
}

error_code RowParser::State::ReadText(od::value value, NullableText& out) {
  od::json_type type{};
  if (const error_code error = value.type().get(type)) return error;
  switch (type) {
    case od::json_type::string: {
      if (value.get_string().get(out) == SUCCESS) return SUCCESS;
      // Half a surrogate pair; or the string is malformed.
      const std::string_view token = TrimEnd(value.raw_json_token());
      std::string& text = NewText();
      if (!UnescapeJsonString(token.substr(1, token.size() - 2), text)) return simdjson::STRING_ERROR;
      out = Padded(text);
      return SUCCESS;
    }
    case od::json_type::null:
      out = {};
      return Check(value);
    case od::json_type::number: {
      std::string& text = NewText();
      if (AppendNumber(text, value.raw_json_token()) == NumberText::kInvalid) return simdjson::NUMBER_ERROR;
      out = Padded(text);
      return SUCCESS;
    }
    case od::json_type::boolean:
    case od::json_type::object:
    case od::json_type::array:
      break;
  }
  std::string& text = NewText();
  if (const error_code error = AppendCompactJson(value, text)) return error;
  out = Padded(text);
  return SUCCESS;
}

error_code RowParser::State::ReadPayload(od::value value, NullableText& out) {
  const std::string_view token = TrimEnd(value.raw_json_token());
  if (token.size() < 2 || token.front() != '"' || token.back() != '"') return ReadText(value, out);
  const std::string_view text = token.substr(1, token.size() - 2);
  char* const plain = NewPayload(text.size());
  const auto size = UnescapeQuotes(text.data(), text.size(), plain);
  if (!size) return ReadText(value, out);
  out = {plain, *size};
  // Steps over the value.
  return value.get_raw_json_string().error();
}

error_code RowParser::State::ReadInteger(od::value value, std::optional<int64_t>& out) {
  out.reset();
  const std::string_view token = TrimEnd(value.raw_json_token());
  if (token.front() == '"') {
    NullableText text;
    if (const error_code error = ReadText(value, text)) return error;
    out = ParseInteger(text);
    return SUCCESS;
  }
  if (!IsJsonNumber(token)) return Check(value);
  out = ParseInteger(token);
  return SUCCESS;
}

error_code RowParser::State::ReadField(Field field, od::value value, RawRow& row) {
  switch (field) {
    case Field::kData:
      return ReadPayload(value, row.data);
    case Field::kIp:
      return ReadText(value, row.ip);
    case Field::kRid:
      return ReadText(value, row.rid);
    case Field::kUa:
      return ReadText(value, row.ua);
    case Field::kUri:
      return ReadText(value, row.uri);
    case Field::kAppId:
      return ReadText(value, row.app_id);
    case Field::kIngestTime:
      return ReadInteger(value, row.ingest_time);
    case Field::kClientTimestamp:
      return ReadInteger(value, row.client_timestamp);
    case Field::kIgnored:
      break;
  }
  return Check(value);
}

error_code RowParser::State::ParseRow(od::object object, RawRow& row) {
  for (auto result : object) {
    od::field member;
    if (const error_code error = std::move(result).get(member)) return error;
    const std::string_view key = member.escaped_key();
    Field field = FieldOf(key);
    if (field == Field::kIgnored && key.find('\\') != std::string_view::npos) {
      scratch.clear();
      if (!UnescapeJsonString(key, scratch)) return simdjson::STRING_ERROR;
      field = FieldOf(scratch);
    }
    if (const error_code error = ReadField(field, member.value(), row)) return error;
  }
  return SUCCESS;
}

// Strict JSON into `rows`.
bool RowParser::State::ParseStrict(std::string_view json, std::string& error) {
  rows.clear();
  texts_used = 0;
  payloads_used = 0;
  if (parser.capacity() > kKeepBytes && json.size() <= kKeepBytes) parser = od::parser();
  const auto failed = [&](error_code code) {
    if (code != SUCCESS) error = simdjson::error_message(code);
    return code != SUCCESS;
  };
  if (parser.capacity() < json.size() && failed(parser.allocate(std::max<size_t>(json.size() * 3 / 2, 64u << 10)))) {
    return false;
  }
  od::document document;
  od::json_type type{};
  if (failed(parser.iterate(json.data(), json.size(), json.size() + kJsonPadding).get(document))) return false;
  if (failed(document.type().get(type))) return false;
  if (type == od::json_type::object) {
    od::object object;
    if (failed(document.get_object().get(object))) return false;
    return !failed(ParseRow(object, rows.emplace_back()));
  }
  if (type != od::json_type::array) {
    error = "the line is no object";
    return false;
  }
  od::array array;
  if (failed(document.get_array().get(array))) return false;
  for (auto element : array) {
    if (failed(element.type().get(type))) return false;
    if (type != od::json_type::object) {
      error = "element " + std::to_string(rows.size() + 1) + " of the line's array is no object";
      return false;
    }
    od::object object;
    if (failed(element.get_object().get(object))) return false;
    if (failed(ParseRow(object, rows.emplace_back()))) return false;
  }
  return true;
}

RowParser::RowParser() : state_(std::make_unique<State>()) {}
RowParser::~RowParser() = default;

const std::vector<RawRow>* RowParser::Parse(std::string_view line, std::string& error) {
  if (state_->ParseStrict(line, error)) return &state_->rows;
  // The fast way accepts strict JSON alone, all of it, and so reads nothing otherwise than the slow one does.
  if (!NormaliseJson(line, state_->strict, error)) return nullptr;
  if (!state_->ParseStrict(state_->strict, error)) return nullptr;
  if (!IsValidUtf8(line)) {
    for (RawRow& row : state_->rows) row.replaced_utf8 = true;
  }
  return &state_->rows;
}

}  // namespace millrace
