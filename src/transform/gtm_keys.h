// The keys that an event of a GTM server-side container may carry, how each is bound and where it goes, and its
// objects' shapes (spec/transform-gtm.md §2, §4, §6). A key that is not here is a custom parameter. Constant tables;
// thread-safe.
#pragma once

#include "transform/fixed_object.h"

namespace millrace {

enum class GtmBind : uint8_t {
  kText,
  kId,
  kPlainDouble,
  kPlainLong,
  kSafeLong,
  kIp,
  kUserAgent,
  kScreen,
  kRegion,
  kClientHints,
  kLocation,
  kSystem,
  kServer,
  kUser,
  kItems,
};

struct GtmKey {
  std::string_view key;
  GtmBind bind;
  Slot slot = kSlotCount;
};

const GtmKey* FindGtmKey(std::string_view key);
// Of an element of `items`.
const ClientItemKey* FindGtmItemKey(std::string_view key);

extern const FixedShape kClientHintsShape;
extern const FixedShape kLocationShape;
extern const FixedShape kSystemShape;
extern const FixedShape kServerShape;
extern const FixedShape kUserShape;

// Places of the fields that columns are made from.
namespace client_hints {
enum : size_t { kFullVersionList = 2, kMobile, kModel, kPlatform, kPlatformVersion, kBrands = 8 };
}
namespace event_location {
enum : size_t { kRegion, kCountry };
}
namespace system_properties {
enum : size_t { kFirstVisit = 3, kSessionStart };
}
namespace server_properties {
enum : size_t { kCountry, kRequestStart = 6 };
}
namespace gtm_user {
enum : size_t { kUserId, kAge = 6, kPersona };
}

}  // namespace millrace
