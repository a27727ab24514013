// The keys that an SDK event may carry, how each is bound and where it goes (spec/transform-clickstream.md §5, §6, §10;
// lake-tables §3, §4). A key that is not here is a custom parameter. Constant tables; thread-safe.
#pragma once

#include <span>
#include <string_view>

#include "transform/event_row.h"
#include "transform/key_table.h"

namespace millrace {

// How a value is bound (transform-clickstream §3).
enum class Bind : uint8_t {
  kText,
  kId,  // a text; a number is the text as sent
  kSafeLong,
  kSafeBool,
  kPlainDouble,
  kSize,         // a number, else null and counted
  kTypedLong,    // an integer token, else null and counted
  kTypedDouble,  // a number, else null and counted
  // Kept as sent, since the event's name decides whether a column takes them (EventRow::Sent).
  kSentLong,       // a plain long
  kSentFlag,       // a safe bool
  kSentTypedLong,  // as kTypedLong
  kTimestamp,      // an integer token, else the event cannot be used
  kUser,
  kAttributes,
  kItems,
};

struct EventKey {
  std::string_view key;
  Bind bind;
  Slot slot;
};

// Keys of the event object.
const EventKey* FindEventKey(std::string_view key);
// Keys of its `attributes`.
// All keys that FindAttributeKey finds.
std::span<const EventKey> AttributeKeys();
const EventKey* FindAttributeKey(std::string_view key);

struct ItemKey {
  std::string_view key;
  ItemColumn column;
};

// Keys of an element of `items`.
const ItemKey* FindItemKey(std::string_view key);

}  // namespace millrace
