#include "transform/sensors.h"

#include <simdjson.h>

#include "core/time.h"
#include "transform/bundle_reader.h"
#include "transform/clock.h"
#include "transform/derive.h"
#include "transform/event_names.h"
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
constexpr E kEventWins[] = {E::geo_country, E::geo_region, E::geo_city};
constexpr ClientTraits kTraits{.name = kClientSensors,
                               .payload_form = PayloadForm::kForm,
                               .events_bring_enrichment = true,
                               .event_wins = kEventWins,
                               .events_tell_source = false,
                               .keeps_source_ip = false,
                               .every_event_tells_user = true};

}  // namespace

struct SensorsTransformer::State : ElementBinder {
  explicit State(const TransformOptions& given) : options(given), apps(given.apps) {}

  error_code BindObject(od::object object, EventRow& event, EventBundle& bundle) override;
  void Check(EventRow& event, bool profile);
  void SetName(EventRow& event, bool profile, EventBundle& bundle);
  void SetTimes(const RawRow& row, EventRow& event, EventBundle& bundle);
  void SetDevice(EventRow& event);

  TransformOptions options;
  AllowedApps apps;
  const RawRow* request = nullptr;
  BundleReader reader;
  SensorsBinder binder;
  DeriveScratch derive_scratch;
};

SensorsTransformer::SensorsTransformer(const TransformOptions& options)
    : Transformer(kTraits), state_(std::make_unique<State>(options)) {}
SensorsTransformer::~SensorsTransformer() = default;

bool SensorsTransformer::Transform(const RawRow& row, std::string_view json, EventBundle& bundle, std::string& error) {
  state_->request = &row;
  return state_->reader.Begin(json, *state_, bundle, error);
}

bool SensorsTransformer::Next(EventBundle& bundle) {
  return state_->reader.Next(*state_, bundle);
}

error_code SensorsTransformer::State::BindObject(od::object object, EventRow& event, EventBundle& bundle) {
  const RawRow& row = *request;
  if (const error_code error = binder.Bind(object, event, bundle)) return error;
  if (!TakeAppOfRow(row, apps, event)) return SUCCESS;
  // Records without an event that set or change the profile (difference 7).
  const bool profile = event.Text(E::event_name).empty() && binder.type().starts_with("profile_");
  Check(event, profile);
  if (event.reject) return SUCCESS;

  SetName(event, profile, bundle);
  SetTimes(row, event, bundle);
  if (event.reject) return SUCCESS;
  const std::string_view rid = row.rid.data() == nullptr ? std::string_view("null") : row.rid;
  scratch.assign(rid).append("-").append(std::to_string(bundle.size - 1 + bundle.first_index));
  scratch.append("-").append(binder.distinct_id());
  event.SetText(E::event_id, bundle.arena.Copy(scratch));
  event.SetText(E::user_id, binder.login_id().data() != nullptr ? binder.login_id() : binder.anonymous_id());
  event.SetText(E::session_id, binder.session_id());
  event.has_attributes = true;
  DerivePage(event, bundle.arena, derive_scratch);
  SetDevice(event);
  binder.AddCustoms();
  FinishCustom(event, bundle, scratch);
  // The other kinds of profile records change a property without giving its resulting value.
  if (!profile || binder.type() == "profile_set" || binder.type() == "profile_set_once") {
    binder.AddProperties(profile);
    FinishProperties(event, bundle, scratch);
  }
  if (binder.first_time()) {
    scratch.assign(event.Text(E::event_id)).append("-first-open");
    event.derived[event.derived_count++] = {bundle.arena.Copy(scratch), "_first_open"};
    bundle.Tell({"_first_open is derived: $is_first_time is true"});
  }
  return SUCCESS;
}

// The order of §1: wrong types, then the name, then errors that are found only when values are converted.
void SensorsTransformer::State::Check(EventRow& event, bool profile) {
  using Fault = SensorsBinder::Fault;
  if (const std::string_view bad = binder.bad(Fault::kType); !bad.empty()) {
    event.Reject(RejectReason::bad_event, std::string(bad));
  } else if (event.Text(E::event_name).empty() && !profile) {
    if (const std::string_view type = binder.type(); !type.empty() && type != "track") {
      event.Reject(RejectReason::other_record, "a record of type " + std::string(type.substr(0, 100)));
    } else {
      event.Reject(RejectReason::missing_name, "event is missing or empty");
    }
  } else if (const std::string_view fault = binder.bad(Fault::kConversion); !fault.empty()) {
    event.Reject(RejectReason::bad_event, std::string(fault));
  } else if (!binder.has_properties() && !profile) {
    event.Reject(RejectReason::bad_event, "properties: expected an object, found null");
  } else if (!event.Has(E::user_pseudo_id)) {
    event.Reject(RejectReason::missing_user, "distinct_id is missing");
  }
}

void SensorsTransformer::State::SetName(EventRow& event, bool profile, EventBundle& bundle) {
  if (profile) {
    event.SetText(E::event_name, kProfileEvent);
    bundle.Tell({"a record of type ", binder.type(), " becomes ", kProfileEvent});
    return;
  }
  const std::string_view sent = event.Text(E::event_name);
  const auto native = options.sensors_event_names.find(sent);
  const std::string_view name = native == options.sensors_event_names.end() ? CommonEventName(sent) : native->second;
  event.SetText(E::event_name, name);
  if (name != sent) bundle.Tell({"the name ", sent, " becomes ", name});
}

// The time of the record, with the clock correction (difference 5); without one, the arrival time.
void SensorsTransformer::State::SetTimes(const RawRow& row, EventRow& event, EventBundle& bundle) {
  const int64_t ingest_time = *row.ingest_time;
  if (const auto sent = binder.time()) {
    CorrectClock(row, ingest_time, *sent, options.correct_client_clock, event.clock);
  } else {
    CorrectClock(row, ingest_time, ingest_time, false, event.clock);
    bundle.Tell({"the record has no time: its arrival time is used"});
  }
  const int64_t time = event.clock.to;
  event.SetInt(E::event_time_msec, time);
  event.SetInt(E::event_timestamp, MicrosecondsOf(time));
  event.SetInt(E::ingest_time_msec, ingest_time);
  for (const Slot slot : {SlotOf(E::session_start_time_msec), kSlotFirstTouch}) {
    event.SetInt(slot, binder.time() ? time : 0);
  }
  const AgeLimits limits{.partition = options.max_partition_age_ms, .is_exempt = true};
  if (std::string why = WhyLate(event.clock, ingest_time, limits); !why.empty()) {
    event.Reject(RejectReason::late, std::move(why));
  }
}

void SensorsTransformer::State::SetDevice(EventRow& event) {
  const NullableText system = event.Text(E::device_operating_system);
  event.SetText(E::platform, system.data() != nullptr ? system : "Web");
  if (!event.Has(E::device_network_type)) {
    event.SetText(E::device_network_type, binder.wifi() ? "WIFI" : "CELLULAR");
  }
  const auto set_default = [&](E column, bool odd) {
    if (!odd && !event.Has(column)) event.SetInt(column, 0);
  };
  set_default(E::device_time_zone_offset_seconds, binder.has_odd_timezone());
  set_default(E::user_engagement_time_msec, binder.has_odd_duration());
}

}  // namespace millrace
