// What the clients of other vendors share (spec/transform-gtm.md §1–§3, transform-sensors.md §1–§3): their events have
// names of their own, no id, and imply other events. Plain functions over the rows of one bundle. Thread-safe, but for
// what is passed in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "raw/raw_row.h"
#include "transform/event_row.h"

namespace millrace {

// Our name for `page_view`, `login`, `user_engagement` and `click`; any other name as it is.
std::string_view CommonEventName(std::string_view name);

// Gives the event the name `name` in place of the one that was sent.
void Rename(EventRow& event, std::string_view name, EventBundle& bundle);

// `time_msec`: when the event happened, in milliseconds; what says when it arrived is the row's.
void SetTimes(EventRow& event, int64_t time_msec, const RawRow& row);

// The beginning of an event's id: `<request id>-<place in the request>-`, of the element added last. Replaces `id`.
void BeginEventId(const RawRow& row, const EventBundle& bundle, std::string& id);

// Adds an event that this one implies: its id is this event's with `suffix` behind it. `scratch` is overwritten.
void AddDerived(EventRow& event, std::string_view suffix, std::string_view name, EventBundle& bundle,
                std::string& scratch);

}  // namespace millrace
