#include "raw/raw_row.h"

#include <algorithm>
#include <array>

#include <simdjson.h>

#include "core/error.h"
#include "core/integer_text.h"
#include "core/json_dialect.h"
#include "core/json_in_json.h"
#include "core/json_text.h"
#include "core/trim.h"
#include "core/utf8.h"
#include "raw/ingest_time.h"

namespace millrace {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;
namespace od = simdjson::ondemand;

// A parser that has grown for a line longer than this is replaced at the next shorter line.
constexpr size_t kKeepLineBytes = 8u << 20;

static_assert(kJsonPadding >= kUnescapePadding);

enum class Field : uint8_t { kIgnored, kData, kIp, kRid, kUa, kUri, kAppId, kIngestTime, kClientTimestamp };
constexpr size_t kFields = 9;

// Almost all names differ in length, so that a single comparison decides.
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

}  // namespace

struct RowParser::State {
  void NextElement(LineValue& value);
  bool ReadOnlyValue(LineValue& value);
  bool ReadNextValue(LineValue& value);
  bool ReadStrict(std::string_view json);
  bool ReadArray();
  bool Failed(error_code code);
  void NewRow();
  void SkipBlanks();
  error_code ParseRow(od::object object, RawRow& row);
  error_code ReadField(Field field, od::value value, RawRow& row);
  error_code ReadText(Field field, od::value value, NullableText& out);
  error_code ReadPayload(od::value value, NullableText& out);
  error_code ReadInteger(Field field, od::value value, std::optional<int64_t>& out);
  error_code ReadIngestTimeOf(od::value value, RawRow& row);
  error_code Check(od::value value);
  std::string& NewText(Field field);
  char* NewPayload(size_t size);
  static std::string_view Padded(std::string& text);

  std::string_view line;
  size_t at = 0;       // the rest of the line
  bool begun = false;  // a value of the line was read
  // The value that is currently read.
  od::parser parser;
  od::document document;
  bool in_array = false;  // `element` is where its next row is read from
  od::array_iterator element;
  bool replaced_utf8 = false;
  RawRow row;
  std::string error;
  // Texts of the row that had to be rewritten, one per field: a key that is repeated replaces its earlier value, so
  // repetitions take no memory. The memory is reused by later rows.
  std::array<std::string, kFields> texts;
  // The same for an unescaped payload; unused memory of it is never touched.
  std::unique_ptr<char[]> payload;
  size_t payload_capacity = 0;
  std::string scratch;
  std::string strict;
};

std::string& RowParser::State::NewText(Field field) {
  std::string& text = texts[static_cast<size_t>(field)];
  text.clear();
  return text;
}

char* RowParser::State::NewPayload(size_t size) {
  if (payload == nullptr || size > payload_capacity || (payload_capacity > kKeepLineBytes && size <= kKeepLineBytes)) {
    payload_capacity = std::max<size_t>(size * 3 / 2, 4096);
    payload.reset();  // before its successor is allocated
    payload = std::make_unique_for_overwrite<char[]>(payload_capacity + kJsonPadding);
  }
  return payload.get();
}

std::string_view RowParser::State::Padded(std::string& text) {
  text.reserve(text.size() + kJsonPadding);
  return text;
}

// simdjson does not validate values that it skips (a string followed by a colon passes for a key and a value). Validate
// them, so that the result does not depend on which fields we use.
error_code RowParser::State::Check(od::value value) {
  const std::string_view token = value.raw_json_token();
  if (token.front() == '"' && token.find('\\') == std::string_view::npos) return value.get_raw_json_string().error();
  scratch.clear();
  return AppendCompactJson(value, scratch);
}

error_code RowParser::State::ReadText(Field field, od::value value, NullableText& out) {
  od::json_type type{};
  if (const error_code error = value.type().get(type)) return error;
  switch (type) {
    case od::json_type::string: {
      if (value.get_string().get(out) == SUCCESS) return SUCCESS;
      // Half a surrogate pair; or the string is malformed.
      const std::string_view token = TrimEnd(value.raw_json_token());
      std::string& text = NewText(field);
      if (!UnescapeJsonString(token.substr(1, token.size() - 2), text)) return simdjson::STRING_ERROR;
      out = Padded(text);
      return SUCCESS;
    }
    case od::json_type::null:
      out = {};
      return Check(value);
    case od::json_type::number: {
      std::string& text = NewText(field);
      if (AppendNumber(text, value.raw_json_token()) == NumberText::kInvalid) return simdjson::NUMBER_ERROR;
      out = Padded(text);
      return SUCCESS;
    }
    case od::json_type::boolean:
    case od::json_type::object:
    case od::json_type::array:
      break;
  }
  std::string& text = NewText(field);
  if (const error_code error = AppendCompactJson(value, text)) return error;
  out = Padded(text);
  return SUCCESS;
}

error_code RowParser::State::ReadPayload(od::value value, NullableText& out) {
  const std::string_view token = TrimEnd(value.raw_json_token());
  if (token.front() == '[' || token.front() == '{') {
    // The payload itself instead of a string with it. Its depth is checked element by element.
    std::string_view raw;
    if (const error_code error = value.raw_json().get(raw)) return error;
    std::string& text = NewText(Field::kData);
    std::string why;
    if (!NormaliseJson(raw, text, why, JsonDialect::kStrict)) return simdjson::TAPE_ERROR;
    out = Padded(text);
    return SUCCESS;
  }
  if (token.size() < 2 || token.front() != '"' || token.back() != '"') return ReadText(Field::kData, value, out);
  const std::string_view text = token.substr(1, token.size() - 2);
  char* const plain = NewPayload(text.size());
  const auto size = UnescapeQuotes(text.data(), text.size(), plain);
  if (!size) return ReadText(Field::kData, value, out);
  out = {plain, *size};
  // Skips the value.
  return value.get_raw_json_string().error();
}

error_code RowParser::State::ReadInteger(Field field, od::value value, std::optional<int64_t>& out) {
  out.reset();
  const std::string_view token = TrimEnd(value.raw_json_token());
  if (token.front() == '"') {
    NullableText text;
    if (const error_code error = ReadText(field, value, text)) return error;
    out = ParseInteger(text);
    return SUCCESS;
  }
  if (!IsJsonNumber(token)) return Check(value);
  out = ParseInteger(token);
  return SUCCESS;
}

error_code RowParser::State::ReadIngestTimeOf(od::value value, RawRow& row) {
  if (const error_code error = ReadInteger(Field::kIngestTime, value, row.ingest_time_sent)) return error;
  const IngestTime time = ReadIngestTime(row.ingest_time_sent);
  row.ingest_time = time.msec;
  row.ingest_in_seconds = time.in_seconds;
  return SUCCESS;
}

error_code RowParser::State::ReadField(Field field, od::value value, RawRow& row) {
  switch (field) {
    case Field::kData:
      return ReadPayload(value, row.data);
    case Field::kIp:
      return ReadText(field, value, row.ip);
    case Field::kRid:
      return ReadText(field, value, row.rid);
    case Field::kUa:
      return ReadText(field, value, row.ua);
    case Field::kUri:
      return ReadText(field, value, row.uri);
    case Field::kAppId:
      return ReadText(field, value, row.app_id);
    case Field::kIngestTime:
      return ReadIngestTimeOf(value, row);
    case Field::kClientTimestamp:
      return ReadInteger(field, value, row.client_timestamp);
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

bool RowParser::State::Failed(error_code code) {
  if (code != SUCCESS) error = simdjson::error_message(code);
  return code != SUCCESS;
}

void RowParser::State::NewRow() {
  row = RawRow();
  for (std::string& text : texts) {
    if (text.capacity() > kKeepLineBytes) text = std::string();
  }
  row.replaced_utf8 = replaced_utf8;
}

void RowParser::State::SkipBlanks() {
  at = std::min(line.find_first_not_of(kBlanks, at), line.size());
}

// Reads a whole text of strict JSON: an object, which is then in `row`, or an array of objects, whose rows follow.
bool RowParser::State::ReadStrict(std::string_view json) {
  in_array = false;
  if (parser.capacity() > kKeepLineBytes && json.size() <= kKeepLineBytes) parser = od::parser();
  if (parser.capacity() < json.size() && Failed(parser.allocate(std::max<size_t>(json.size() * 3 / 2, 64u << 10)))) {
    return false;
  }
  od::json_type type{};
  if (Failed(parser.iterate(json.data(), json.size(), json.size() + kJsonPadding).get(document))) return false;
  if (Failed(document.type().get(type))) return false;
  if (type == od::json_type::array) return ReadArray();
  if (type != od::json_type::object) {
    error = "the value is not an object";
    return false;
  }
  od::object object;
  if (Failed(document.get_object().get(object))) return false;
  NewRow();
  return !Failed(ParseRow(object, row)) && !Failed(document.at_end() ? SUCCESS : simdjson::TRAILING_CONTENT);
}

// An array is read twice, because none of its rows may be used before the whole array is known to be valid.
bool RowParser::State::ReadArray() {
  od::array array;
  if (Failed(document.get_array().get(array))) return false;
  size_t count = 0;
  for (auto result : array) {
    ++count;
    od::json_type type{};
    if (Failed(result.type().get(type))) return false;
    if (type != od::json_type::object) {
      error = "element " + std::to_string(count) + " of the array is not an object";
      return false;
    }
    od::object object;
    if (Failed(result.get_object().get(object))) return false;
    NewRow();
    if (Failed(ParseRow(object, row))) return false;
  }
  if (Failed(document.at_end() ? SUCCESS : simdjson::TRAILING_CONTENT)) return false;
  document.rewind();
  if (Failed(document.get_array().get(array)) || Failed(array.begin().get(element))) return false;
  in_array = true;
  return true;
}

// Returns the next row of the array that was read last; none at its end.
void RowParser::State::NextElement(LineValue& value) {
  in_array = element != od::array_iterator();
  if (!in_array) return;
  od::object object;
  std::string_view text;
  NewRow();
  const bool read = !Failed((*element).get_object().get(object)) && !Failed(object.raw_json().get(text)) &&
                    !Failed(object.reset().error()) && !Failed(ParseRow(object, row));
  MILLRACE_CHECK(read);  // a second time
  ++element;
  value = {.row = &row, .text = TrimEnd(text)};
}

// The fast path, for a line that is a single value in strict JSON. It gives the same result as the slow path.
bool RowParser::State::ReadOnlyValue(LineValue& value) {
  replaced_utf8 = false;
  if (!ReadStrict(line)) return false;
  at = line.size();
  if (in_array) return true;
  value = {.row = &row, .text = line};
  return true;
}

// The slow path, value by value. Returns false at the end of the line.
bool RowParser::State::ReadNextValue(LineValue& value) {
  SkipBlanks();
  if (at == line.size() && begun) return false;
  std::string_view text = line.substr(at);
  size_t size = text.size();
  const bool is_json = NormaliseFirstJson(text, size, strict, error);
  at += size;
  if (!begun && line.find_first_not_of(kBlanks, at) == std::string_view::npos) {
    at = line.size();
    text = line;
  } else {
    text = text.substr(0, size);
  }
  replaced_utf8 = is_json && !IsValidUtf8(text);
  if (!is_json || !ReadStrict(strict)) {
    value = {.row = nullptr, .text = text, .error = error};
  } else if (!in_array) {
    value = {.row = &row, .text = text};
  }
  return true;
}

RowParser::RowParser() : state_(std::make_unique<State>()) {}
RowParser::~RowParser() = default;

void RowParser::Start(std::string_view line) {
  if (state_->strict.capacity() > kKeepLineBytes && line.size() <= kKeepLineBytes) state_->strict = std::string();
  state_->line = line;
  state_->at = 0;
  state_->begun = false;
  state_->in_array = false;
}

bool RowParser::Next(LineValue& value) {
  State& state = *state_;
  value = {};
  bool another = true;
  while (another && value.text.data() == nullptr) {
    if (state.in_array) {
      state.NextElement(value);
    } else if (state.begun || !state.ReadOnlyValue(value)) {
      another = state.ReadNextValue(value);
    }
    state.begun = true;
  }
  return another;
}

}  // namespace millrace
