// The keys that a Sensors Data record may carry, how each is bound and where it goes (spec/transform-sensors.md §2,
// §5). A key that is not here is a custom parameter. Constant tables; thread-safe.
#pragma once

#include <span>

#include "transform/client_items.h"

namespace millrace {

enum class SensorsBind : uint8_t {
  kText,
  kId,        // a text; a number is the text as sent
  kSize,      // of the screen; unknown is null (difference 11)
  kTimezone,  // minutes, as JavaScript signs them (difference 3)
  kDuration,  // seconds (difference 4)
  kTime,
  kType,
  kAnonymousId,
  kAndroidId,
  kLoginId,
  kWifi,
  kFirstTime,
  kSessionId,
  kOtherSessionId,
  kChecked,  // a text that is not kept
  kIdentities,
  kLib,
  kProperties,
  kItems,
};

struct SensorsKey {
  std::string_view key;
  SensorsBind bind;
  Slot slot = kSlotCount;
};

// Of the record, of its `properties`, its `lib` and its `identities`.
const SensorsKey* FindSensorsRecordKey(std::string_view key);
const SensorsKey* FindSensorsPropertyKey(std::string_view key);
const SensorsKey* FindSensorsLibKey(std::string_view key);
const SensorsKey* FindSensorsIdentityKey(std::string_view key);
// All that the second and third find.
std::span<const SensorsKey> SensorsPropertyKeys();
std::span<const SensorsKey> SensorsLibKeys();

// Of an element of `items`.
const ClientItemKey* FindSensorsItemKey(std::string_view key);

}  // namespace millrace
