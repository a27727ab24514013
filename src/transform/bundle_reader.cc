#include "transform/bundle_reader.h"

#include "core/error.h"
#include "core/trim.h"
#include "core/utf8.h"
#include "raw/raw_row.h"
#include "transform/json_value.h"
#include "transform/object_cursor.h"

namespace millrace {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;
namespace od = simdjson::ondemand;

constexpr size_t kBlockEvents = 128;
constexpr size_t kBlockBytes = 1u << 20;
// Each level takes two brackets.
constexpr size_t kDeepTokens = 2 * (kMaxEventDepth + 1);

// The current read position of the document.
const char* Location(od::document& document, std::string_view json) {
  const char* at = nullptr;
  return document.current_location().get(at) == SUCCESS ? at : json.data() + json.size();
}

}  // namespace

bool IsTooDeep(std::string_view json) {
  if (json.size() < kDeepTokens) return false;
  JsonScanner scanner(json, JsonDialect::kStrict);
  (void)scanner.Value();
  return scanner.depth() > kMaxEventDepth;
}

void RejectTooDeep(EventRow& event) {
  const std::string_view original = event.original;
  event.Clear();
  event.original = original;
  event.Reject(RejectReason::too_deep, "nested deeper than " + std::to_string(kMaxEventDepth) + " levels");
}

error_code ElementBinder::BindOther(od::value value, EventRow& event, EventBundle& bundle) {
  JsonScalar scalar;
  event.Reject(RejectReason::not_an_event, "the element is not an object");
  return ReadAnyText(value, bundle.arena, scratch_, scalar);
}

BundleReader::Steps::Steps(std::string_view json, size_t at, bool in_array)
    : json_(json), scanner_(json, JsonDialect::kStrict), in_array_(in_array) {
  scanner_.SkipTo(at);
}

// After a bracket that opens a list.
bool BundleReader::Steps::EnterArray() {
  scanner_.Skip();
  scanner_.SkipBlanks();
  in_array_ = scanner_.AtEnd() || scanner_.Peek() != ']';
  if (!in_array_) scanner_.Skip();
  return in_array_;
}

bool BundleReader::Steps::Next(Element& element) {
  while (!in_array_) {
    scanner_.SkipBlanks();
    if (scanner_.AtEnd()) return false;
    if (scanner_.Peek() != '[') break;
    EnterArray();
  }
  scanner_.SkipBlanks();
  const size_t begin = scanner_.at();
  if (!scanner_.Value()) return false;
  element = {json_.substr(begin, scanner_.at() - begin), scanner_.depth()};
  if (!in_array_) return true;
  scanner_.SkipBlanks();
  if (scanner_.AtEnd()) return scanner_.Fail("the text ends early");
  const char behind = scanner_.Peek();
  if (behind != ',' && behind != ']') return scanner_.Fail("a comma or ] is missing");
  in_array_ = behind == ',';
  scanner_.Skip();
  return true;
}

// Memory that the reader allocated for a huge payload.
void BundleReader::GiveBackLarge() {
  if (parser_.capacity() > kBlockBytes) parser_ = od::parser();
  if (chunk_.capacity() > 2 * kBlockBytes) chunk_ = {};
}

bool BundleReader::Begin(std::string_view json, ElementBinder& binder, EventBundle& bundle, std::string& error) {
  GiveBackLarge();
  steps_.reset();
  next_.reset();
  bundle.Clear();
  binder.BeginBlock();
  const size_t told = bundle.story == nullptr ? 0 : bundle.story->size();
  size_t read = 0;
  bool in_array = false;
  bool known_as_utf8 = false;
  if (json.size() <= kBlockBytes) {
    if (Read(json, binder, bundle, read, in_array) == SUCCESS) {
      if (read == json.size()) {
        bundle.elements = bundle.size;
        return true;
      }
      known_as_utf8 = true;
    } else {
      bundle.Clear();
      binder.BeginBlock();
      if (bundle.story != nullptr) bundle.story->resize(told);
      read = 0;
      in_array = false;
    }
  }
  if (!known_as_utf8 && !IsValidUtf8(json)) {
    error = "bytes that are not UTF-8";
    return false;
  }
  Steps check(json, read, in_array);
  bundle.elements = bundle.size;
  for (Element element; check.Next(element);) ++bundle.elements;
  if (!check.error().empty()) {
    bundle.Clear();
    if (bundle.story != nullptr) bundle.story->resize(told);
    error = check.error();
    return false;
  }
  steps_.emplace(json, read, in_array);
  if (bundle.size == 0) (void)ReadNext(binder, bundle);
  return true;
}

bool BundleReader::Next(ElementBinder& binder, EventBundle& bundle) {
  if (!steps_) return false;
  bundle.first_index += static_cast<uint32_t>(bundle.size);
  bundle.Clear();
  binder.BeginBlock();
  return ReadNext(binder, bundle);
}

// Fills an empty bundle with the next block.
bool BundleReader::ReadNext(ElementBinder& binder, EventBundle& bundle) {
  const auto peek = [&] {
    if (!next_ && !steps_->Next(next_.emplace())) next_.reset();
    return next_.has_value();
  };
  if (!peek()) {
    steps_.reset();
    return false;
  }
  const auto stands_alone = [&] { return next_->depth > kMaxEventDepth || next_->text.size() > kBlockBytes; };
  if (stands_alone()) {
    ReadOne(binder, bundle);
    next_.reset();
    return true;
  }
  chunk_ = "[";
  for (size_t count = 0; count < kBlockEvents && peek() && !stands_alone(); ++count) {
    if (count > 0 && chunk_.size() + next_->text.size() > kBlockBytes) break;
    if (count > 0) chunk_ += ',';
    chunk_ += next_->text;
    next_.reset();
  }
  chunk_ += ']';
  chunk_.reserve(chunk_.size() + kJsonPadding);
  size_t read = 0;
  bool in_array = false;
  const error_code error = Read(chunk_, binder, bundle, read, in_array);
  MILLRACE_CHECK(error == SUCCESS && read == chunk_.size());
  return true;
}

// An element that fills a block by itself.
void BundleReader::ReadOne(ElementBinder& binder, EventBundle& bundle) {
  const std::string_view text = next_->text;
  if (next_->depth > kMaxEventDepth) {
    EventRow& event = bundle.Add();
    event.original = text;
    return RejectTooDeep(event);
  }
  size_t read = 0;
  bool in_array = false;
  error_code error = SUCCESS;
  if (text.starts_with('{')) {
    error = Read(text, binder, bundle, read, in_array);
  } else {
    chunk_.assign("[").append(text).append("]").reserve(text.size() + 2 + kJsonPadding);
    error = Read(chunk_, binder, bundle, read, in_array);
  }
  MILLRACE_CHECK(error == SUCCESS && bundle.size == 1);
}

error_code BundleReader::Read(std::string_view json, ElementBinder& binder, EventBundle& bundle, size_t& read,
                              bool& in_array) {
  od::document document;
  if (const error_code error = parser_.iterate(json.data(), json.size(), json.size() + kJsonPadding).get(document)) {
    return error;
  }
  od::json_type type;
  if (const error_code error = document.type().get(type)) return error;
  if (type == od::json_type::object) {
    od::object object;
    if (const error_code error = document.get_object().get(object)) return error;
    EventRow& event = bundle.Add();
    if (const error_code error = binder.BindObject(object, event, bundle)) return error;
    const char* const end = Location(document, json);
    event.original = TrimEnd({json.data(), end});
    if (IsTooDeep(event.original)) RejectTooDeep(event);
    read = static_cast<size_t>(end - json.data());
    return SUCCESS;
  }
  od::array array;
  if (const error_code error = document.get_array().get(array)) return error;
  for (auto element_result : array) {
    if (const error_code error = element_result.error()) return error;
    od::value element = element_result.value_unsafe();
    const std::string_view token = element.raw_json_token();
    const auto stop_before = [&] {
      read = static_cast<size_t>(token.data() - json.data());
      in_array = true;
      return SUCCESS;
    };
    if (bundle.size == kBlockEvents) return stop_before();
    size_t tokens = 0;
    const error_code error = ReadElement(element, binder, bundle, tokens);
    if (error == simdjson::DEPTH_ERROR) {
      // The parser is in the middle of the element, so the rest is read in a different way.
      --bundle.size;
      return stop_before();
    }
    if (error) return error;
    const char* end = Location(document, json);
    // A scalar may not have been consumed yet; its token is the whole element.
    if (end <= token.data()) end = token.data() + token.size();
    EventRow& event = bundle.rows[bundle.size - 1];
    event.original = TrimEnd({token.data(), end});
    if (tokens >= kDeepTokens && IsTooDeep(event.original)) RejectTooDeep(event);
  }
  read = static_cast<size_t>(Location(document, json) - json.data());
  return SUCCESS;
}

error_code BundleReader::ReadElement(od::value element, ElementBinder& binder, EventBundle& bundle, size_t& tokens) {
  od::json_type type;
  if (const error_code error = element.type().get(type)) return error;
  EventRow& event = bundle.Add();
  if (type != od::json_type::object) return binder.BindOther(element, event, bundle);
  od::object object;
  if (const error_code error = element.get_object().get(object)) return error;
  const ObjectCursor cursor(object);
  const uint32_t* const begin = cursor.Token();
  if (const error_code error = binder.BindObject(object, event, bundle)) return error;
  tokens = static_cast<size_t>(cursor.Token() - begin) + 1;
  return SUCCESS;
}

}  // namespace millrace
