// The rules that clients of other vendors share (spec/transform-gtm.md §1–§3, transform-sensors.md §1–§3): their events
// have different names and no id, and they imply other events. Plain functions over the rows of one bundle.
// Thread-safe, except for the arguments that are changed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "raw/raw_row.h"
#include "transform/event_row.h"

namespace millrace {

// Our name for `page_view`, `login`, `user_engagement` and `click`; any other name is unchanged.
std::string_view CommonEventName(std::string_view name);

// Replaces the name that was sent by `name`.
void Rename(EventRow& event, std::string_view name, EventBundle& bundle);

// `time_msec`: the time of the event, in milliseconds since the epoch. The time of its arrival is that of the row.
void SetTimes(EventRow& event, int64_t time_msec, const RawRow& row);

// Sets `id` to the prefix of an event id, `<request id>-<position in the request>-`, for the element added last.
void BeginEventId(const RawRow& row, const EventBundle& bundle, std::string& id);

// Adds an event that this one implies. Its id is that of this event followed by `suffix`. `scratch` is overwritten.
void AddDerived(EventRow& event, std::string_view suffix, std::string_view name, EventBundle& bundle,
                std::string& scratch);

}  // namespace millrace
