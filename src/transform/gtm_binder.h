// Binds one event of a GTM server-side container (spec/transform-gtm.md §2, §4, §6): keys to slots, objects to their
// normalised form, the rest to custom parameters. Decides nothing about the event as a whole. Not thread-safe: a binder
// holds the state of one event at a time.
#pragma once

#include "transform/gtm_keys.h"

namespace millrace {

class GtmBinder : public FixedObjectReader {
 public:
  // Fills `row` from the object, which is iterated to its end. An error means that the text is not JSON. Of duplicate
  // keys the last value wins.
  simdjson::error_code Bind(simdjson::ondemand::object object, EventRow& row, EventBundle& bundle);

  // Adds the keys of §4 that are custom parameters although columns are derived from them. `ip` is the address as it
  // may be stored. Call this once, for an event that is used.
  void AddKnownCustom(NullableText ip);

  NullableText region() const { return region_; }  // x-ga-ur
  const FixedObject& client_hints() const { return client_hints_; }
  const FixedObject& event_location() const { return event_location_; }
  const FixedObject& system_properties() const { return system_; }
  const FixedObject& server_properties() const { return server_; }
  const FixedObject& user() const { return user_; }

 private:
  simdjson::error_code BindKnown(const GtmKey& key, simdjson::ondemand::value& value);
  void SetScreen(std::string_view key, const JsonScalar& scalar);

  NullableText screen_resolution_;
  NullableText region_;
  FixedObject client_hints_;
  FixedObject event_location_;
  FixedObject system_;
  FixedObject server_;
  FixedObject user_;
};

}  // namespace millrace
