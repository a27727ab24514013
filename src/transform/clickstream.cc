#include "transform/clickstream.h"

#include <simdjson.h>

#include "core/url.h"
#include "transform/bundle_reader.h"
#include "transform/clock.h"
#include "transform/derive.h"
#include "transform/event_binder.h"
#include "transform/user_properties.h"

namespace millrace {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;
namespace od = simdjson::ondemand;
using E = EventColumn;

bool IsExemptFromAge(std::string_view name) {
  return name == "_first_open" || name == "_first_visit" || name == "_profile_set";
}

}  // namespace

struct ClickstreamTransformer::State : ElementBinder {
  explicit State(const TransformOptions& given) : options(given), apps(given.apps) {}

  void BeginBlock() override;
  error_code BindObject(od::object object, EventRow& event, EventBundle& bundle) override;
  error_code BindOther(od::value element, EventRow& event, EventBundle& bundle) override;
  error_code BindText(std::string_view text, EventRow& event, EventBundle& bundle);
  void Check(const RawRow& row, EventRow& event);

  TransformOptions options;
  AllowedApps apps;
  const RawRow* request = nullptr;
  BundleReader reader;
  std::vector<std::unique_ptr<od::parser>> element_parsers;  // for elements that are strings containing JSON
  size_t element_parsers_used = 0;
  size_t element_bytes = 0;  // bytes that they have read in this block
  EventBinder binder;
  DeriveScratch derive_scratch;
  std::string uri_scratch;
  std::optional<int64_t> bundle_sequence_id;
};

ClickstreamTransformer::ClickstreamTransformer(const TransformOptions& options)
    : Transformer({.name = kClientClickstream, .rejects_late = true}), state_(std::make_unique<State>(options)) {}
ClickstreamTransformer::~ClickstreamTransformer() = default;

bool ClickstreamTransformer::Transform(const RawRow& row, std::string_view json, EventBundle& bundle,
                                       std::string& error) {
  state_->request = &row;
  state_->bundle_sequence_id.reset();
  if (row.uri.data() != nullptr) {
    const auto text = FirstQueryValue(row.uri, "event_bundle_sequence_id", state_->uri_scratch);
    if (text) state_->bundle_sequence_id = ParseInteger(*text);
  }
  return state_->reader.Begin(json, *state_, bundle, error);
}

bool ClickstreamTransformer::Next(EventBundle& bundle) {
  return state_->reader.Next(*state_, bundle);
}

// Strings as elements are rare: the parsers of the last block are kept only while they are small.
void ClickstreamTransformer::State::BeginBlock() {
  ElementBinder::BeginBlock();
  constexpr size_t kKeepBytes = 64u << 10;
  if (element_bytes > kKeepBytes) element_parsers.clear();
  element_parsers_used = 0;
  element_bytes = 0;
}

error_code ClickstreamTransformer::State::BindOther(od::value element, EventRow& event, EventBundle& bundle) {
  JsonScalar scalar;
  if (const error_code error = ReadAnyText(element, bundle.arena, scratch, scalar)) return error;
  if (scalar.kind == JsonKind::kString) {
    // An element may be a string that contains an event (raw-input §3.1). If it does not contain an object, it is not
    // an event.
    const error_code error = BindText(scalar.text, event, bundle);
    if (error == simdjson::DEPTH_ERROR || (error == SUCCESS && IsTooDeep(scalar.text))) {
      RejectTooDeep(event);
      return SUCCESS;
    }
    if (error == SUCCESS) return SUCCESS;
    event.Clear();
  }
  event.Reject(RejectReason::not_an_event, "the element is not an object");
  return SUCCESS;
}

error_code ClickstreamTransformer::State::BindText(std::string_view text, EventRow& event, EventBundle& bundle) {
  // Most strings are not events; keep nothing of them.
  if (text.find('{') == std::string_view::npos) return simdjson::INCORRECT_TYPE;
  // The event's views point into this text and its parser until the block is done.
  if (element_parsers_used == element_parsers.size()) element_parsers.push_back(std::make_unique<od::parser>());
  od::parser& element_parser = *element_parsers[element_parsers_used++];
  element_bytes += text.size();
  const std::string_view copy = bundle.arena.Copy(text, kJsonPadding);
  od::document document;
  if (const error_code error =
          element_parser.iterate(copy.data(), copy.size(), copy.size() + kJsonPadding).get(document)) {
    return error;
  }
  od::object object;
  if (const error_code error = document.get_object().get(object)) return error;
  if (const error_code error = BindObject(object, event, bundle)) return error;
  return document.at_end() ? SUCCESS : simdjson::TRAILING_CONTENT;
}

error_code ClickstreamTransformer::State::BindObject(od::object object, EventRow& event, EventBundle& bundle) {
  const RawRow& row = *request;
  if (const error_code error = binder.Bind(object, event, bundle)) return error;
  Check(row, event);
  if (event.reject) return SUCCESS;
  DeriveColumns(event, bundle, derive_scratch);
  event.SetInt(E::ingest_time_msec, row.ingest_time);
  event.SetInt(E::event_bundle_sequence_id, bundle_sequence_id);
  FinishCustom(event, bundle, scratch);
  // Nothing reads the properties of other events.
  if (event.Text(E::event_name) == "_profile_set") FinishProperties(event, bundle, scratch);
  return SUCCESS;
}

// The order of raw-input §6.1: missing fields, age, app; then fields that could not be bound.
void ClickstreamTransformer::State::Check(const RawRow& row, EventRow& event) {
  using Fault = EventBinder::Fault;
  const std::string_view bad = binder.bad(Fault::kType);
  const auto reject_as_bad = [&](std::string_view what) { event.Reject(RejectReason::bad_event, std::string(what)); };
  for (const auto& [column, key] : {std::pair(E::event_id, "event_id"), std::pair(E::app_id, "app_id")}) {
    if (!event.Has(column) && !binder.IsBad(key)) {
      return event.Reject(RejectReason::missing_field, std::string(key) + " is missing");
    }
  }
  const auto time = event.Int(E::event_time_msec);
  if (!time) {
    if (binder.IsBad("timestamp")) return reject_as_bad(bad);
    return event.Reject(RejectReason::missing_field, "timestamp is missing");
  }
  const std::string_view name = event.Text(E::event_name);
  CorrectClock(row, *row.ingest_time, *time, options.correct_client_clock, event.clock);
  const AgeLimits limits{options.max_event_age_ms, options.max_partition_age_ms, IsExemptFromAge(name)};
  if (std::string why = WhyLate(event.clock, *row.ingest_time, limits); !why.empty()) {
    return event.Reject(RejectReason::late, std::move(why));
  }
  const std::string_view app = event.Text(E::app_id);
  if (binder.IsBad("app_id")) {
    // A value that is not a string counts here as an app named by its JSON text: not blank, and not configured.
    if (apps.AreConfigured()) return event.Reject(RejectReason::unknown_app, "app_id is not a string");
  } else if (!apps.Has(app)) {
    return event.Reject(RejectReason::unknown_app, WhyUnknownApp("app_id", app));
  }
  if (row.app_id.empty()) return event.Reject(RejectReason::missing_app_id, "the request has no appId");
  if (!bad.empty()) return reject_as_bad(bad);
  if (name.empty()) return event.Reject(RejectReason::missing_name, "event_type is missing or empty");
  if (const std::string_view fault = binder.bad(Fault::kConversion); !fault.empty()) return reject_as_bad(fault);
  if (!event.Has(E::user_pseudo_id)) return event.Reject(RejectReason::missing_user, "unique_id is missing");
}

}  // namespace millrace
