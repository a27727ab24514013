#include "transform/sensors.h"

#include <simdjson.h>

#include "transform/clock.h"
#include "transform/element_transformer.h"
#include "transform/foreign_event.h"
#include "transform/sensors_binder.h"
#include "transform/user_properties.h"

namespace millrace {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;
namespace od = simdjson::ondemand;
using E = EventColumn;

constexpr std::string_view kProfileEvent = "_profile_set";

// The location in a record overrides the result of its address (difference 2).
constexpr E kSensorsEventWins[] = {E::geo_country, E::geo_region, E::geo_city};
constexpr ClientTraits kSensorsTraits{.name = kClientSensors,
                                      .payload_form = PayloadForm::kForm,
                                      .events_bring_enrichment = true,
                                      .event_wins = kSensorsEventWins,
                                      .events_tell_source = false,
                                      .keeps_source_ip = false,
                                      .every_event_tells_user = true};

class SensorsTransformer final : public ElementTransformer<SensorsBinder> {
 public:
  explicit SensorsTransformer(const TransformOptions& options) : ElementTransformer(kSensorsTraits, options) {}

 private:
  error_code BindObject(od::object object, EventRow& event, EventBundle& bundle) override;
  void Check(EventRow& event, bool profile);
  void SetName(EventRow& event, bool profile, EventBundle& bundle);
  void SetTime(const RawRow& row, EventRow& event, EventBundle& bundle);
  void SetDevice(EventRow& event);
};

error_code SensorsTransformer::BindObject(od::object object, EventRow& event, EventBundle& bundle) {
  const RawRow& row = request();
  if (const error_code error = binder_.Bind(object, event, bundle)) return error;
  if (!TakeAppOfRow(row, apps_, event)) return SUCCESS;
  // Records without an event that set or change the profile (difference 7).
  const bool profile = event.Text(E::event_name).empty() && binder_.type().starts_with("profile_");
  Check(event, profile);
  if (event.reject) return SUCCESS;

  SetName(event, profile, bundle);
  SetTime(row, event, bundle);
  if (event.reject) return SUCCESS;
  BeginEventId(row, bundle, scratch_);
  scratch_.append(binder_.distinct_id());
  event.SetText(E::event_id, bundle.arena.Copy(scratch_));
  event.SetText(E::user_id, binder_.login_id().data() != nullptr ? binder_.login_id() : binder_.anonymous_id());
  event.SetText(E::session_id, binder_.session_id());
  event.has_attributes = true;
  DerivePage(event, bundle.arena, derive_scratch_);
  SetDevice(event);
  binder_.AddCustoms();
  FinishCustom(event, bundle, scratch_);
  // The other kinds of profile records change a property without giving its resulting value.
  if (!profile || binder_.type() == "profile_set" || binder_.type() == "profile_set_once") {
    binder_.AddProperties(profile);
    FinishProperties(event, bundle, scratch_);
  }
  if (binder_.first_time()) {
    AddDerived(event, "-first-open", "_first_open", bundle, scratch_);
    bundle.Tell({"_first_open is derived: $is_first_time is true"});
  }
  return SUCCESS;
}

// The order of §1: wrong types, then the name, then errors that are found only when values are converted.
void SensorsTransformer::Check(EventRow& event, bool profile) {
  using Fault = SensorsBinder::Fault;
  if (const std::string_view bad = binder_.bad(Fault::kType); !bad.empty()) {
    event.Reject(RejectReason::bad_event, std::string(bad));
  } else if (event.Text(E::event_name).empty() && !profile) {
    if (const std::string_view type = binder_.type(); !type.empty() && type != "track") {
      event.Reject(RejectReason::other_record, "a record of type " + std::string(type.substr(0, 100)));
    } else {
      event.Reject(RejectReason::missing_name, "event is missing or empty");
    }
  } else if (const std::string_view fault = binder_.bad(Fault::kConversion); !fault.empty()) {
    event.Reject(RejectReason::bad_event, std::string(fault));
  } else if (!binder_.has_properties() && !profile) {
    event.Reject(RejectReason::bad_event, "properties: expected an object, found null");
  } else if (!event.Has(E::user_pseudo_id)) {
    event.Reject(RejectReason::missing_user, "distinct_id is missing");
  }
}

void SensorsTransformer::SetName(EventRow& event, bool profile, EventBundle& bundle) {
  if (profile) {
    event.SetText(E::event_name, kProfileEvent);
    bundle.Tell({"a record of type ", binder_.type(), " becomes ", kProfileEvent});
    return;
  }
  const std::string_view sent = event.Text(E::event_name);
  const auto native = options_.sensors_event_names.find(sent);
  Rename(event, native == options_.sensors_event_names.end() ? CommonEventName(sent) : native->second, bundle);
}

// The time of the record, with the clock correction (difference 5); without one, the arrival time.
void SensorsTransformer::SetTime(const RawRow& row, EventRow& event, EventBundle& bundle) {
  const int64_t ingest_time = *row.ingest_time;
  if (const auto sent = binder_.time()) {
    CorrectClock(row, ingest_time, *sent, options_.correct_client_clock, event.clock);
  } else {
    CorrectClock(row, ingest_time, ingest_time, false, event.clock);
    bundle.Tell({"the record has no time: its arrival time is used"});
  }
  const int64_t time = event.clock.to;
  SetTimes(event, time, row);
  for (const Slot slot : {SlotOf(E::session_start_time_msec), kSlotFirstTouch}) {
    event.SetInt(slot, binder_.time() ? time : 0);
  }
  const AgeLimits limits{.partition = options_.max_partition_age_ms, .is_exempt = true};
  if (std::string why = WhyLate(event.clock, ingest_time, limits); !why.empty()) {
    event.Reject(RejectReason::late, std::move(why));
  }
}

void SensorsTransformer::SetDevice(EventRow& event) {
  const NullableText system = event.Text(E::device_operating_system);
  event.SetText(E::platform, system.data() != nullptr ? system : "Web");
  if (!event.Has(E::device_network_type)) {
    event.SetText(E::device_network_type, binder_.wifi() ? "WIFI" : "CELLULAR");
  }
  const auto set_default = [&](E column, bool odd) {
    if (!odd && !event.Has(column)) event.SetInt(column, 0);
  };
  set_default(E::device_time_zone_offset_seconds, binder_.has_odd_timezone());
  set_default(E::user_engagement_time_msec, binder_.has_odd_duration());
}

}  // namespace

std::unique_ptr<Transformer> MakeSensorsTransformer(const TransformOptions& options) {
  return std::make_unique<SensorsTransformer>(options);
}

}  // namespace millrace
