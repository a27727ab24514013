#include "project/reject_meaning.h"

#include "core/error.h"

namespace millrace {

std::string_view RejectReasonMeaning(RejectReason reason) {
  switch (reason) {
    case RejectReason::not_json:
      return "the text on the line is not a JSON object or an array of them";
    case RejectReason::line_too_long:
      return "the line has more than 64 MiB; its first 64 KiB are kept";
    case RejectReason::truncated_file:
      return "the compressed file ends early or is corrupt; the offset is in the detail";
    case RejectReason::bad_ingest_time:
      return "ingest_time is missing, not an integer or out of range";
    case RejectReason::missing_payload:
      return "`data` is missing, null or empty";
    case RejectReason::bad_payload:
      return "`data` is not in the form of the client, is malformed, or its root is a scalar";
    case RejectReason::not_an_event:
      return "the element of the bundle is not an object";
    case RejectReason::too_deep:
      return "the element is nested deeper than 1,024 levels";
    case RejectReason::missing_field:
      return "event_id, app_id or timestamp is missing or null";
    case RejectReason::bad_event:
      return "a field has a type that cannot be converted; the detail names it";
    case RejectReason::late:
      return "older than `processing.max_event_age` or `processing.max_partition_age` at its ingest time";
    case RejectReason::unknown_app:
      return "its app is not among the configured `apps`";
    case RejectReason::missing_app_id:
      return "the request has no appId";
    case RejectReason::missing_name:
      return "the event has no name";
    case RejectReason::other_record:
      return "a record that is not an event, of a type that is not used";
    case RejectReason::missing_user:
      return "the event has no user";
    case RejectReason::bot:
      return "the user agent is that of a bot";
    case RejectReason::partition_limit:
      return "the run has as many partitions as `processing.max_partitions` allows, and none is the event's";
    case RejectReason::plugin:
      return "a plug-in rejected it; the detail is its name and its reason";
  }
  throw InternalError("unknown reason of a reject");
}

}  // namespace millrace
