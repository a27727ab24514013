// What all events of one request share, looked up once.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "enrich/ip.h"
#include "enrich/user_agent.h"
#include "kernel/kernel.h"
#include "raw/raw_row.h"

namespace millrace {

// The texts that every row of a job carries.
struct JobTexts {
  explicit JobTexts(const JobInfo& job);
  std::string job_id;
  std::string project_id;
  std::string process_time;  // ISO-8601 with nanoseconds
  int64_t created_us;
};

// ISO-8601 in UTC of ms since the epoch, as process_info holds it: no fraction when it is zero.
using IsoTimeText = std::array<char, 32>;
std::string_view IsoTime(int64_t msec, IsoTimeText& out);

// The inputs of `ip` and `user_agent`. Null data(): not sent.
struct LookupInput {
  NullableText ip;
  NullableText user_agent;
  std::string_view app_id;  // apps may have their own device rules
};

// The results. Null if the enrichment is off or its input was not sent; valid
// until the next look-up of the EventEnricher that they come from.
struct LookupResult {
  const GeoLocation* location = nullptr;
  const UserAgent* user_agent = nullptr;
};

struct Request {
  uint64_t serial = 0;  // unique in its kernel, from 1
  const RawRow* row = nullptr;
  std::string_view file;
  uint64_t file_serial = 0;  // unique in its kernel, from 1
  uint64_t line = 0;
  bool is_line = false;    // a line that gave one event; its reject is the whole line
  NullableText source_ip;  // after anonymisation
  IsoTimeText ingest_time_buffer;
  std::string_view ingest_time_text;  // ISO-8601; lies in the buffer
  const ClientTraits* client = nullptr;
  NullableText ua;  // as sent, of the row or of the event
  LookupResult found;
  bool agent_on_batches = false;  // an enrichment on batches sets the columns of the user agent
};

// process_info's keys, in the order that batches intern them (lake-tables §7).
enum ProcessKey : uint8_t {
  kProcessRid,
  kProcessIngestTime,
  kProcessFile,
  kProcessSourceIp,
  kProcessJob,
  kProcessTime,
  kProcessUploadTime,
  kProcessAdjusted,
  kProcessAdjustedFrom,
  kProcessAdjustedTo,
  kProcessAdjustedReason,
  kProcessEventName,
  kProcessFirstEvent,
  kProcessLatestEvent,
  kProcessKeyCount
};
std::string_view ProcessKeyName(ProcessKey key);

}  // namespace millrace
