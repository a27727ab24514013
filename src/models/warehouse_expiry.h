// An expiry of one app: deletes what is older than the warehouse keeps, by table and age, in chunks of one day
// (metadata-expiry-schema.md §2, difference 6; sql/README.md, «An expiry»). Age counts back from the newest event, not
// from today.
//
// The cut is recorded first: from then on loads leave out what is older. Each chunk is a transaction of its own that
// also records it in `expiry_log`, so readers and loads go on, and an expiry that was killed is simply started again.
// Rows that a load commits meanwhile under the cut before go with the next expiry. Not thread-safe: one expiry at a
// time for an app, and no model run or schema change beside it, which the caller's lease sees to.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "warehouse/connection.h"
#include "warehouse/schema_objects.h"

namespace millrace {

struct ExpiryChunk {
  std::string table;
  int64_t begin_us = 0;  // midnight, UTC
  int64_t end_us = 0;    // not included
  int64_t rows = 0;
};

struct ExpiryOptions {
  int retention_days = 365;
  int metrics_retention_days = 365;
  bool expires_users = false;  // whose events are all gone
  bool is_dry_run = false;     // nothing is deleted; the result says what would be
  std::function<int64_t()> now_us;
  std::stop_token stop;
  // Before each chunk, with its number from 1 and how many the table has.
  std::function<void(const ExpiryChunk& chunk, size_t number, size_t count)> on_chunk;
  // A chunk that another transaction got in the way of is tried again.
  std::function<void(const std::string& error)> on_retry;
  std::function<void(int attempt)> pause;  // before the next attempt; empty: a second, then two, …
};

struct TableExpiry {
  std::string table;
  uint64_t chunks = 0;
  int64_t rows = 0;
  int64_t first_us = 0;  // begin of the oldest chunk
  int64_t last_us = 0;   // end of the newest one
  std::string error;     // why the rest of the table stays; empty: nothing is left
};

struct ExpiryResult {
  // Without events there is no cut, and nothing expires.
  std::optional<int64_t> cut_us;    // events before it go
  int32_t first_day = 0;            // first local day whose events are kept, since the epoch
  int32_t first_metric_day = 0;     // the same of metrics
  std::vector<TableExpiry> tables;  // those that have something to expire, in the order of the work
  bool HasFailed() const;
};

// `app` has a schema with all its objects. A table that the engine refuses to delete from does not hold up the others:
// the result has the error. Throws WarehouseError when the machine fails, and Cancelled between two chunks; what is
// deleted stays so.
ExpiryResult ExpireApp(Connection& connection, const SqlModels& models, const AppSettings& app,
                       const ExpiryOptions& options);

}  // namespace millrace
