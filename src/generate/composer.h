// Writes one event object as the SDKs do: web keys and order for the web, the mobile SDKs' for apps. What stays the
// same during a session is put together once, so that an event costs a few copies. Not thread-safe.
#pragma once

#include <cstdint>
#include <string_view>

#include "generate/text_buffer.h"
#include "generate/visitor.h"

namespace millrace::generate {

// What differs from event to event.
struct EventParts {
  std::string_view name;
  int64_t time_ms = 0;     // by the real clock
  std::string_view items;  // the objects without the array's brackets
  int item_count = 0;
  std::string_view attributes;  // more attributes, each with a comma in front
  int64_t value_cents = 0;      // 0 = the event has no value
  std::string_view currency;
};

struct SessionFacts {
  int64_t start_ms = 0;  // by the real clock
  int64_t number = 1;
  int64_t clock_shift_ms = 0;   // what the device's clock adds to all times of the session
  std::string_view attributes;  // on every event, behind the page; each with a comma in front
};

class EventComposer {
 public:
  void BeginSession(const Visitor& visitor, const SessionFacts& facts);
  // The attributes of the page or screen where the next events happen, each with a comma in front.
  void SetPage(std::string_view attributes);
  // The `user` object: with id and name when `login_ms` is not 0, with more properties when `profile_ms` is not 0.
  // Times by the device's clock.
  void SetProfile(int64_t login_ms, int64_t profile_ms);
  void Append(TextBuffer& out, const EventParts& parts, Random& random) const;

 private:
  const Visitor* visitor_ = nullptr;
  SessionFacts facts_;
  TextBuffer head_;     // up to the event's name
  TextBuffer device_;   // from behind the timestamp up to the items
  TextBuffer user_;     // from behind the items up to the session's duration
  TextBuffer session_;  // from behind the duration up to the page
  TextBuffer page_;
};

}  // namespace millrace::generate
