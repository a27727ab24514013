// Binds one record of the Sensors Data SDKs (spec/transform-sensors.md §2–§5): keys to slots, the rest to custom
// parameters and user properties. Decides nothing about the record as a whole. Not thread-safe: a binder holds the
// state of one event at a time.
#pragma once

#include "transform/client_items.h"
#include "transform/sensors_keys.h"

namespace millrace {

class SensorsBinder : public ClientItemReader {
 public:
  // Fills `row` from the object, which is iterated to its end. An error means that the text is not JSON. Of duplicate
  // keys the last value wins.
  simdjson::error_code Bind(simdjson::ondemand::object object, EventRow& row, EventBundle& bundle);

  // The custom parameters of §3, in their order. Call it once, for an event that is used.
  void AddCustoms();
  // The user properties: of an event those of its properties that are unknown and have `user` in their name, of a
  // profile record all.
  void AddProperties(bool profile);

  NullableText type() const { return type_; }  // of the record
  bool has_properties() const { return has_properties_; }
  std::optional<int64_t> time() const { return time_; }
  // Whether a number was sent that no column can store. (A number that was not sent has a default.)
  bool has_odd_timezone() const { return odd_timezone_; }
  bool has_odd_duration() const { return odd_duration_; }
  NullableText distinct_id() const { return row_->Text(EventColumn::user_pseudo_id); }
  NullableText anonymous_id() const { return anonymous_id_; }
  NullableText login_id() const { return login_id_; }
  bool wifi() const { return wifi_; }
  bool first_time() const { return first_time_; }
  NullableText session_id() const { return session_id_.data() != nullptr ? session_id_ : other_session_id_; }

 private:
  template <auto kFind>
  simdjson::error_code BindObject(const SensorsKey& key, simdjson::ondemand::value& value, bool& present,
                                  CustomParameters& unknown);
  simdjson::error_code BindKnown(const SensorsKey& key, simdjson::ondemand::value& value);
  void BindScalar(const SensorsKey& key, const JsonScalar& scalar);
  bool FlagOf(std::string_view key, const JsonScalar& scalar);

  NullableText type_;
  std::optional<int64_t> time_;
  NullableText anonymous_id_;
  bool has_identities_ = false;
  NullableText android_id_;
  NullableText login_id_;
  bool has_properties_ = false;
  bool has_lib_ = false;
  bool odd_timezone_ = false;
  bool odd_duration_ = false;
  bool wifi_ = false;
  bool first_time_ = false;
  NullableText session_id_;        // $event_session_id
  NullableText other_session_id_;  // $session_id
  CustomParameters record_custom_;
  CustomParameters property_custom_;
  CustomParameters lib_custom_;
  CustomParameters identity_custom_;  // not kept
  CustomParameters properties_;       // all
};

}  // namespace millrace
