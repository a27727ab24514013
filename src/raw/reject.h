// A reject: input that does not reach the tables and is kept with its reason (spec/README.md, «Rejects»).
// Plain values and functions; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace millrace {

// The reason codes. They are stable, because users write them after `replay --reason`.
//   row level (a whole request that cannot be used)
//     not_json        the text on the line is not a JSON object or an array of them
//     line_too_long   the line has more than 64 MiB; its first 64 KiB are kept
//     truncated_file  the compressed file ends early or is corrupt; the offset is in the detail
//     bad_ingest_time ingest_time is missing, not an integer or out of range (raw/ingest_time.h)
//     missing_payload `data` is missing, null or empty
//     bad_payload     `data` is neither JSON nor base64 of gzip of JSON, or its root is a scalar
//   event level (one element of the bundle)
//     not_an_event    the element is not an object
//     too_deep        the element is nested deeper than 1,024 levels
//     missing_field   event_id, app_id or timestamp is missing or null
//     bad_event       a field has a type that cannot be bound
//     late            older than processing.max_event_age or max_partition_age at its ingest time
//     unknown_app     app_id is not among the configured apps
//     missing_app_id  the row has no appId
//     missing_name    the event has no name
//     other_record    a record that is not an event and whose kind is not used
//     missing_user    the event has no user_pseudo_id
//     bot             the user agent is a bot's
//     partition_limit the run has as many partitions as processing.max_partitions allows, and none is the event's
//     plugin          a plug-in rejected it; the detail begins with its name
#define MILLRACE_REJECT_REASONS(X) \
  X(not_json)                      \
  X(line_too_long)                 \
  X(truncated_file)                \
  X(bad_ingest_time)               \
  X(missing_payload)               \
  X(bad_payload)                   \
  X(not_an_event)                  \
  X(too_deep)                      \
  X(missing_field)                 \
  X(bad_event)                     \
  X(late)                          \
  X(unknown_app)                   \
  X(missing_app_id)                \
  X(missing_name)                  \
  X(other_record)                  \
  X(missing_user)                  \
  X(bot)                           \
  X(partition_limit)               \
  X(plugin)

enum class RejectReason : uint8_t {
#define MILLRACE_REASON(name) name,
  MILLRACE_REJECT_REASONS(MILLRACE_REASON)
#undef MILLRACE_REASON
};
inline constexpr int kRejectReasonCount = static_cast<int>(RejectReason::plugin) + 1;

std::string_view RejectReasonName(RejectReason reason);
std::optional<RejectReason> FindRejectReason(std::string_view name);

// True for the reasons that stand for one event, false for those that stand for a whole row (or file).
constexpr bool IsEventReason(RejectReason reason) {
  return reason >= RejectReason::not_an_event;
}

}  // namespace millrace
