#include "transform/clickstream.h"

#include <simdjson.h>

#include "core/integer_text.h"
#include "core/url.h"
#include "transform/clock.h"
#include "transform/element_transformer.h"
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

constexpr ClientTraits kClickstreamTraits{.name = kClientClickstream, .rejects_late = true};

class ClickstreamTransformer final : public ElementTransformer<EventBinder> {
 public:
  explicit ClickstreamTransformer(const TransformOptions& options) : ElementTransformer(kClickstreamTraits, options) {}

  bool Transform(const RawRow& row, std::string_view json, EventBundle& bundle, std::string& error) override;

 private:
  void BeginBlock() override;
  error_code BindObject(od::object object, EventRow& event, EventBundle& bundle) override;
  error_code BindOther(od::value element, EventRow& event, EventBundle& bundle) override;
  error_code BindText(std::string_view text, EventRow& event, EventBundle& bundle);
  void Check(const RawRow& row, EventRow& event);

  std::vector<std::unique_ptr<od::parser>> element_parsers_;  // for elements that are strings containing JSON
  size_t element_parsers_used_ = 0;
  size_t element_bytes_ = 0;  // bytes that they have read in this block
  std::string uri_scratch_;
  std::optional<int64_t> bundle_sequence_id_;
};

bool ClickstreamTransformer::Transform(const RawRow& row, std::string_view json, EventBundle& bundle,
                                       std::string& error) {
  bundle_sequence_id_.reset();
  if (row.uri.data() != nullptr) {
    const auto text = FirstQueryValue(row.uri, "event_bundle_sequence_id", uri_scratch_);
    if (text) bundle_sequence_id_ = ParseInteger(*text);
  }
  return ElementTransformer::Transform(row, json, bundle, error);
}

// Strings as elements are rare: the parsers of the last block are kept only while they are small.
void ClickstreamTransformer::BeginBlock() {
  ElementBinder::BeginBlock();
  constexpr size_t kKeepBytes = 64u << 10;
  if (element_bytes_ > kKeepBytes) element_parsers_.clear();
  element_parsers_used_ = 0;
  element_bytes_ = 0;
}

error_code ClickstreamTransformer::BindOther(od::value element, EventRow& event, EventBundle& bundle) {
  JsonScalar scalar;
  if (const error_code error = ReadAnyText(element, bundle.arena, scratch_, scalar)) return error;
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

error_code ClickstreamTransformer::BindText(std::string_view text, EventRow& event, EventBundle& bundle) {
  // Most strings are not events; keep nothing of them.
  if (text.find('{') == std::string_view::npos) return simdjson::INCORRECT_TYPE;
  // The event's views point into this text and its parser until the block is done.
  if (element_parsers_used_ == element_parsers_.size()) element_parsers_.push_back(std::make_unique<od::parser>());
  od::parser& element_parser = *element_parsers_[element_parsers_used_++];
  element_bytes_ += text.size();
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

error_code ClickstreamTransformer::BindObject(od::object object, EventRow& event, EventBundle& bundle) {
  const RawRow& row = request();
  if (const error_code error = binder_.Bind(object, event, bundle)) return error;
  Check(row, event);
  if (event.reject) return SUCCESS;
  DeriveColumns(event, bundle, derive_scratch_);
  event.SetInt(E::ingest_time_msec, row.ingest_time);
  event.SetInt(E::event_bundle_sequence_id, bundle_sequence_id_);
  FinishCustom(event, bundle, scratch_);
  // Nothing reads the properties of other events.
  if (event.Text(E::event_name) == "_profile_set") FinishProperties(event, bundle, scratch_);
  return SUCCESS;
}

// The order of raw-input §6.1: missing fields, age, app; then fields that could not be bound.
void ClickstreamTransformer::Check(const RawRow& row, EventRow& event) {
  using Fault = EventBinder::Fault;
  const std::string_view bad = binder_.bad(Fault::kType);
  const auto reject_as_bad = [&](std::string_view what) { event.Reject(RejectReason::bad_event, std::string(what)); };
  for (const auto& [column, key] : {std::pair(E::event_id, "event_id"), std::pair(E::app_id, "app_id")}) {
    if (!event.Has(column) && !binder_.IsBad(key)) {
      return event.Reject(RejectReason::missing_field, std::string(key) + " is missing");
    }
  }
  const auto time = event.Int(E::event_time_msec);
  if (!time) {
    if (binder_.IsBad("timestamp")) return reject_as_bad(bad);
    return event.Reject(RejectReason::missing_field, "timestamp is missing");
  }
  const std::string_view name = event.Text(E::event_name);
  CorrectClock(row, *row.ingest_time, *time, options_.correct_client_clock, event.clock);
  const AgeLimits limits{options_.max_event_age_ms, options_.max_partition_age_ms, IsExemptFromAge(name)};
  if (std::string why = WhyLate(event.clock, *row.ingest_time, limits); !why.empty()) {
    return event.Reject(RejectReason::late, std::move(why));
  }
  const std::string_view app = event.Text(E::app_id);
  if (binder_.IsBad("app_id")) {
    // A value that is not a string counts here as an app named by its JSON text: not blank, and not configured.
    if (apps_.AreConfigured()) return event.Reject(RejectReason::unknown_app, "app_id is not a string");
  } else if (!apps_.Has(app)) {
    return event.Reject(RejectReason::unknown_app, WhyUnknownApp("app_id", app));
  }
  if (row.app_id.empty()) return event.Reject(RejectReason::missing_app_id, "the request has no appId");
  if (!bad.empty()) return reject_as_bad(bad);
  if (name.empty()) return event.Reject(RejectReason::missing_name, "event_type is missing or empty");
  if (const std::string_view fault = binder_.bad(Fault::kConversion); !fault.empty()) return reject_as_bad(fault);
  if (!event.Has(E::user_pseudo_id)) return event.Reject(RejectReason::missing_user, "unique_id is missing");
}

}  // namespace

std::unique_ptr<Transformer> MakeClickstreamTransformer(const TransformOptions& options) {
  return std::make_unique<ClickstreamTransformer>(options);
}

}  // namespace millrace
