// What all events of a request share. It is looked up once per request.
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

// The texts that every row of a job contains.
struct JobTexts {
  explicit JobTexts(const JobInfo& job);
  std::string job_id;
  std::string project_id;
  std::string process_time;  // ISO-8601 with nanoseconds
  int64_t created_us;
};

// Milliseconds since the epoch as ISO 8601 in UTC, in the form of process_info: without fraction if it is zero.
using IsoTimeText = std::array<char, 32>;
std::string_view IsoTime(int64_t msec, IsoTimeText& out);

// The inputs of `ip` and `user_agent`. Null data(): not sent.
struct LookupInput {
  NullableText ip;
  NullableText user_agent;
  std::string_view app_id;  // apps may have their own device rules
};

// The results. Null if the enrichment is off or its input was not sent; valid until the next look-up of the
// EventEnricher that they come from.
struct LookupResult {
  const GeoLocation* location = nullptr;
  const UserAgent* user_agent = nullptr;
};

struct Request {
  uint64_t serial = 0;  // unique within its kernel, from 1
  const RawRow* row = nullptr;
  std::string_view file;
  uint64_t file_serial = 0;  // unique within its kernel, from 1
  uint64_t line = 0;
  bool is_line = false;    // a line of a transformer plug-in, which is one event; its reject contains the whole line
  NullableText source_ip;  // after anonymisation
  IsoTimeText ingest_time_buffer;
  std::string_view ingest_time_text;  // ISO 8601; a view of the buffer
  const ClientTraits* client = nullptr;
  NullableText ua;  // as sent, by the row or by the event
  LookupResult found;
  bool agent_on_batches = false;  // an enrichment on batches sets the columns of the user agent
};

// The keys of process_info (lake-tables §7), in the order of their names, in which rows get their entries: maps in
// order need not be sorted. Batches intern the keys in this order, too.
enum ProcessKey : uint8_t {
  kProcessEventName,
  kProcessAdjusted,
  kProcessAdjustedFrom,
  kProcessAdjustedReason,
  kProcessAdjustedTo,
  kProcessFirstEvent,
  kProcessIngestTime,
  kProcessFile,
  kProcessLatestEvent,
  kProcessJob,
  kProcessTime,
  kProcessRid,
  kProcessSourceIp,
  kProcessUploadTime,
  kProcessKeyCount
};
std::string_view ProcessKeyName(ProcessKey key);

}  // namespace millrace
