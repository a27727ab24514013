#include "transform/clickstream.h"

#include <simdjson.h>

#include "core/url.h"
#include "transform/clock.h"
#include "transform/derive.h"
#include "transform/event_binder.h"

namespace millrace {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;
namespace od = simdjson::ondemand;
using E = EventColumn;

bool IsExemptFromAge(std::string_view name) {
  return name == "_first_open" || name == "_first_visit" || name == "_profile_set";
}

void Reject(EventRow& row, RejectReason reason, std::string detail) {
  row.reject = reason;
  row.reject_detail = std::move(detail);
}

// The text between an element's first byte and the comma or bracket behind it.
std::string_view Between(const char* begin, const char* end) {
  while (end > begin && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\n' || end[-1] == '\r')) --end;
  return {begin, static_cast<size_t>(end - begin)};
}

}  // namespace

struct ClickstreamTransformer::State {
  explicit State(const TransformOptions& given) : options(given), apps(given.apps.begin(), given.apps.end()) {}

  error_code TransformBundle(const RawRow& row, std::string_view json, EventBundle& bundle);
  error_code TransformElement(const RawRow& row, od::value element, EventBundle& bundle);
  error_code TransformText(const RawRow& row, std::string_view text, EventRow& event, EventBundle& bundle);
  error_code Bind(const RawRow& row, od::object object, EventRow& event, EventBundle& bundle);
  void Check(const RawRow& row, EventRow& event);

  struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  TransformOptions options;
  std::unordered_set<std::string, TextHash, std::equal_to<>> apps;
  od::parser parser;
  std::vector<std::unique_ptr<od::parser>> element_parsers;  // of elements that are strings holding JSON
  size_t element_parsers_used = 0;
  EventBinder binder;
  DeriveScratch derive_scratch;
  std::string scratch;
  std::string element_text;
  std::optional<int64_t> bundle_sequence_id;
};

ClickstreamTransformer::ClickstreamTransformer(const TransformOptions& options)
    : state_(std::make_unique<State>(options)) {}
ClickstreamTransformer::~ClickstreamTransformer() = default;

bool ClickstreamTransformer::Transform(const RawRow& row, std::string_view json, EventBundle& bundle,
                                       std::string& error) {
  bundle.Clear();
  state_->element_parsers_used = 0;
  state_->bundle_sequence_id.reset();
  if (row.uri.data() != nullptr) {
    const auto text = FirstQueryValue(row.uri, "event_bundle_sequence_id", state_->scratch);
    if (text) state_->bundle_sequence_id = ParseInteger(*text);
  }
  const error_code code = state_->TransformBundle(row, json, bundle);
  if (code == SUCCESS) return true;
  bundle.Clear();
  error = simdjson::error_message(code);
  return false;
}

error_code ClickstreamTransformer::State::TransformBundle(const RawRow& row, std::string_view json,
                                                          EventBundle& bundle) {
  od::document document;
  if (const error_code error = parser.iterate(json.data(), json.size(), json.size() + kJsonPadding).get(document)) {
    return error;
  }
  od::json_type type;
  if (const error_code error = document.type().get(type)) return error;
  if (type == od::json_type::object) {
    // One object is a bundle of one (raw-input difference 1).
    od::object object;
    if (const error_code error = document.get_object().get(object)) return error;
    EventRow& event = bundle.Add();
    event.original = json;
    return Bind(row, object, event, bundle);
  }
  od::array array;
  if (const error_code error = document.get_array().get(array)) return error;
  for (auto element_result : array) {
    if (const error_code error = element_result.error()) return error;
    od::value element = element_result.value_unsafe();
    const std::string_view token = element.raw_json_token();
    const size_t index = bundle.size;
    if (const error_code error = TransformElement(row, element, bundle)) return error;
    const char* end = nullptr;
    if (const error_code error = document.current_location().get(end)) return error;
    // A scalar may not have been consumed yet; it is its token.
    if (end <= token.data()) end = token.data() + token.size();
    bundle.rows[index].original = Between(token.data(), end);
  }
  return SUCCESS;
}

error_code ClickstreamTransformer::State::TransformElement(const RawRow& row, od::value element, EventBundle& bundle) {
  od::json_type type;
  if (const error_code error = element.type().get(type)) return error;
  EventRow& event = bundle.Add();
  if (type == od::json_type::object) {
    od::object object;
    if (const error_code error = element.get_object().get(object)) return error;
    return Bind(row, object, event, bundle);
  }
  JsonScalar scalar;
  if (const error_code error = ReadAnyText(element, bundle.arena, scratch, scalar)) return error;
  if (scalar.kind == JsonKind::kString) {
    // An element may be the text of an event (raw-input §3.1). What is no object there is no event either.
    if (TransformText(row, scalar.text, event, bundle) == SUCCESS) return SUCCESS;
    event.Clear();
  }
  Reject(event, RejectReason::not_an_event, "the element is no object");
  return SUCCESS;
}

error_code ClickstreamTransformer::State::TransformText(const RawRow& row, std::string_view text, EventRow& event,
                                                        EventBundle& bundle) {
  // The event's views point into this text and its parser until the bundle is done.
  if (element_parsers_used == element_parsers.size()) element_parsers.push_back(std::make_unique<od::parser>());
  od::parser& element_parser = *element_parsers[element_parsers_used++];
  element_text.assign(text).append(kJsonPadding, ' ');
  const std::string_view padded = bundle.arena.Copy(element_text);
  od::document document;
  if (const error_code error = element_parser.iterate(padded.data(), text.size(), padded.size()).get(document)) {
    return error;
  }
  od::object object;
  if (const error_code error = document.get_object().get(object)) return error;
  return Bind(row, object, event, bundle);
}

error_code ClickstreamTransformer::State::Bind(const RawRow& row, od::object object, EventRow& event,
                                               EventBundle& bundle) {
  if (const error_code error = binder.Bind(object, event, bundle)) return error;
  Check(row, event);
  if (event.reject) return SUCCESS;
  CorrectClock(row, *row.ingest_time, *event.Int(E::event_time_msec), options.correct_client_clock, event.clock);
  DeriveColumns(event, bundle.arena, derive_scratch);
  event.SetInt(E::ingest_time_msec, row.ingest_time);
  event.SetInt(E::event_bundle_sequence_id, bundle_sequence_id);
  if (!event.custom.empty()) {
    scratch.clear();
    constexpr auto kColumn = static_cast<size_t>(E::custom_parameters_json_str);
    AppendCustomJson(event.custom, TableOf(TableId::kEvent).columns[kColumn].max_bytes, scratch);
    event.SetText(E::custom_parameters_json_str, bundle.arena.Copy(scratch));
  }
  if (event.Text(E::event_name) == "_profile_set" && !event.user_properties.empty()) {
    // Of other events nobody reads the properties.
    scratch.clear();
    constexpr auto kColumn = static_cast<size_t>(UserColumn::user_properties_json_str);
    AppendPropertiesJson(event.user_properties, TableOf(TableId::kUser).columns[kColumn].max_bytes, scratch);
    event.user_properties_json = bundle.arena.Copy(scratch);
  }
  return SUCCESS;
}

// The order of raw-input §6.1: what is missing, too old, of no app; then what could not be bound.
void ClickstreamTransformer::State::Check(const RawRow& row, EventRow& event) {
  using Fault = EventBinder::Fault;
  const std::string_view bad = binder.bad(Fault::kType);
  const auto reject_as_bad = [&](std::string_view what) { Reject(event, RejectReason::bad_event, std::string(what)); };
  for (const auto& [column, key] : {std::pair(E::event_id, "event_id"), std::pair(E::app_id, "app_id")}) {
    if (!event.Has(column) && !binder.IsBad(key)) {
      return Reject(event, RejectReason::missing_field, std::string(key) + " is missing");
    }
  }
  const auto time = event.Int(E::event_time_msec);
  if (!time) {
    if (!bad.empty()) return reject_as_bad(bad);
    return Reject(event, RejectReason::missing_field, "timestamp is missing");
  }
  const std::string_view name = event.Text(E::event_name);
  // Times near the ends of int64 must not wrap around.
  const int64_t age = static_cast<int64_t>(static_cast<uint64_t>(*row.ingest_time) - static_cast<uint64_t>(*time));
  const bool late = *time < *row.ingest_time && (age < 0 || age > options.max_event_age_ms);
  if (late && !IsExemptFromAge(name)) {
    return Reject(event, RejectReason::late,
                  "event time " + std::to_string(*time) + ", ingest time " + std::to_string(*row.ingest_time));
  }
  const std::string_view app = event.Text(E::app_id);
  if (app.find_first_not_of(" \t\r\n") == std::string_view::npos && bad.empty()) {
    return Reject(event, RejectReason::unknown_app, "app_id is blank");
  }
  if (!apps.empty() && !apps.contains(app) && event.Has(E::app_id)) {
    return Reject(event, RejectReason::unknown_app, "app_id " + std::string(app.substr(0, 200)) + " is not configured");
  }
  if (row.app_id.empty()) return Reject(event, RejectReason::missing_app_id, "the request has no appId");
  if (!bad.empty()) return reject_as_bad(bad);
  if (name.empty()) return Reject(event, RejectReason::missing_name, "event_type is missing or empty");
  if (const std::string_view fault = binder.bad(Fault::kConversion); !fault.empty()) return reject_as_bad(fault);
  if (!event.Has(E::user_pseudo_id)) return Reject(event, RejectReason::missing_user, "unique_id is missing");
}

}  // namespace millrace
