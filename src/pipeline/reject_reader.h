// Streams the rejects of the lake's Parquet files, chosen by reason and ingest time. Memory: one file as stored and one
// batch of rows. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "raw/raw_row.h"
#include "raw/reject.h"
#include "storage/file_system.h"

namespace millrace {

// The stage of lake rows that a load rejected. They are no requests, so replay cannot process them: the reader passes
// them by.
inline constexpr std::string_view kLoadStage = "load";

struct RejectFilter {
  std::vector<RejectReason> reasons;  // empty: all
  // (from, to] of ingest time, nanoseconds since the epoch; null: open. A reject with an unknown ingest time is in no
  // bounded window.
  std::optional<int64_t> from_ns;
  std::optional<int64_t> to_ns;
};

// One row of the rejects table; views live until the next call of Next.
struct StoredReject {
  RejectReason reason{};  // of a load: not set
  std::string_view reason_name;
  std::string_view stage;
  NullableText detail;  // like the other texts below empty without RejectReading::with_texts
  NullableText app_id;
  std::optional<int64_t> ingest_ms;
  std::string_view source_file;
  int64_t line = 0;
  std::optional<int32_t> bundle_index;  // null: a whole row
  std::string_view encoding;            // of `original`: text or base64
  NullableText original;
  NullableText request;  // JSON object of the row's other fields
};

// What of the rows is read.
struct RejectReading {
  bool with_texts = true;  // also the columns that only a replay or a person needs
  bool of_loads = false;   // also rows of kLoadStage, whatever the reasons of the filter
};

class RejectReader {
 public:
  RejectReader(FileSystem& files, std::vector<std::string> paths, RejectFilter filter, RejectReading reading = {});
  ~RejectReader();
  RejectReader(const RejectReader&) = delete;
  RejectReader& operator=(const RejectReader&) = delete;

  // Reads the next chosen reject; returns false at the end. Throws SystemError if a file cannot be read or is not a
  // reject file of this program.
  bool Next(StoredReject& reject);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
