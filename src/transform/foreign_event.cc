#include "transform/foreign_event.h"

#include "core/time.h"

namespace millrace {

using E = EventColumn;

std::string_view CommonEventName(std::string_view name) {
  if (name == "page_view") return "_page_view";
  if (name == "login") return "_profile_set";
  if (name == "user_engagement") return "_user_engagement";
  if (name == "click") return "_click";
  return name;
}

void Rename(EventRow& event, std::string_view name, EventBundle& bundle) {
  const std::string_view sent = event.Text(E::event_name);
  event.SetText(E::event_name, name);
  if (name != sent) bundle.Tell({"the name ", sent, " becomes ", name});
}

void SetTimes(EventRow& event, int64_t time_msec, const RawRow& row) {
  event.SetInt(E::event_time_msec, time_msec);
  event.SetInt(E::event_timestamp, MicrosecondsOf(time_msec));
  event.SetInt(E::ingest_time_msec, row.ingest_time);
}

void BeginEventId(const RawRow& row, const EventBundle& bundle, std::string& id) {
  id.assign(row.rid.data() == nullptr ? std::string_view("null") : row.rid);
  id.append("-").append(std::to_string(bundle.size - 1 + bundle.first_index)).append("-");
}

void AddDerived(EventRow& event, std::string_view suffix, std::string_view name, EventBundle& bundle,
                std::string& scratch) {
  scratch.assign(event.Text(E::event_id)).append(suffix);
  event.derived[event.derived_count++] = {bundle.arena.Copy(scratch), name};
}

}  // namespace millrace
