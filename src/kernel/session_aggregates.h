// The sessions of a run as mergeable rows of the table session (spec/README.md, transform-clickstream §12). The source
// columns, event time and process_info form one group, taken from the event with the best rank (a real source, Direct,
// none), then the earliest time, then the greater text. Session number and start are the smallest ones. The user id is
// the latest that is not null.
//
// Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "kernel/aggregate_table.h"
#include "kernel/string_pool.h"
#include "raw/raw_row.h"

namespace millrace {

// The texts of a session: session_source … session_source_category in the order of the columns, then those of the event
// in process_info: name, rid, file, source IP, reason of a clock correction.
inline constexpr size_t kSessionSourceCount = 10;
inline constexpr size_t kSessionTextCount = 15;
enum SessionText : uint8_t {
  kSessionEventName = kSessionSourceCount,
  kSessionRid,
  kSessionFile,
  kSessionIp,
  kSessionReason
};

struct SessionFacts {
  std::string_view app;
  std::string_view user;
  std::string_view session;
  int64_t event_time = 0;  // ms
  std::array<NullableText, kSessionTextCount> text;
  int64_t ingest_time = 0;  // ms
  std::optional<int64_t> upload_time;
  bool has_ip = true;  // whether process_info has the address, which may be null
  bool adjusted = false;
  int64_t adjusted_from = 0;
  std::optional<int64_t> session_number;
  std::optional<int64_t> session_start;
  NullableText user_id;
  int64_t user_id_time = 0;
};

class SessionAggregates {
 public:
  void Add(const SessionFacts& facts);
  void Merge(const SessionAggregates& other);
  size_t size() const { return table_.records().size(); }
  // The views are valid until the next Add.
  SessionFacts At(size_t index) const;
  size_t memory_bytes() const { return pool_.memory_bytes() + table_.memory_bytes(); }

 private:
  struct Record {
    AggregateKey key;  // app, user, session
    uint8_t rank = 0;
    bool has_ip = true;
    bool adjusted = false;
    std::array<uint32_t, kSessionTextCount> text{};
    uint32_t user_id = 0;
    int64_t event_time = 0;
    int64_t ingest_time = 0;
    int64_t adjusted_from = 0;
    std::optional<int64_t> upload_time;
    int64_t user_id_time = 0;
    std::optional<int64_t> session_number;
    std::optional<int64_t> session_start;
  };

  bool Wins(const SessionFacts& facts, uint8_t rank, const Record& record) const;

  StringPool pool_;
  AggregateTable<Record> table_;
  std::array<uint32_t, kSessionTextCount> last_text_{};  // a new session mostly shares some with the previous one
};

}  // namespace millrace
