// A metadata scan of one app: which events, parameters and user attributes there are, with types, counts and their most
// frequent values (metadata-expiry-schema.md §1; sql/README.md, «A metadata scan»). It reads the UTC days that loads
// wrote since the last scan, in one transaction, so that a scan that was killed is simply repeated, and scans step by
// step find what one scan of everything finds.
//
// Names come from clients, so what is given back is bounded: 10,000 rows of a kind, the most frequent ones, and 1,000
// elements of a list. The tables of the warehouse have all of it. Not thread-safe: one scan at a time for an app, which
// the caller's lease sees to.
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

inline constexpr size_t kMostFoundInList = 1'000;

struct FoundType {
  std::string type;
  int64_t count = 0;
  std::optional<int32_t> first_day;  // UTC days since the epoch; unknown for attributes
  std::optional<int32_t> last_day;
};

struct FoundValue {
  std::string type;
  std::string value;  // its first 100 characters
  int64_t count = 0;
  bool is_truncated = false;
};

// An event, a property of events or sessions, or an attribute of users.
struct FoundName {
  std::string category = {};  // of events empty
  std::string name = {};
  int64_t count = 0;         // events, rows, or users that have it
  int64_t latest_count = 0;  // of events: on their last day
  std::optional<int32_t> first_day = {};
  std::optional<int32_t> last_day = {};
  // Of properties and attributes, the usual one first. More than one: the type drifts.
  std::vector<FoundType> types = {};
  std::vector<std::string> platforms = {}, sdk_names = {}, sdk_versions = {};
  // Of events: the parameters that apps name themselves. Of such a parameter: its events.
  std::vector<std::string> related = {};
  std::vector<FoundValue> values = {};  // of the last month that has some, the most frequent first
};

struct MetadataFound {
  std::vector<FoundName> events, parameters, attributes;  // the most frequent first
};

struct MetadataScanOptions {
  std::string project;
  int top_values = 20;
  bool is_full = false;  // every day again; the first scan of a warehouse has to be one
  int64_t now_us = 0;
  std::stop_token stop;
  // Before each step, with its number from 1 and how many there are.
  std::function<void(const std::string& step, size_t number, size_t count)> on_step;
};

struct MetadataScanResult {
  uint64_t days = 0;  // that were read
  MetadataFound found;
};

// `app` has a schema with all its objects. Throws ModelError, WarehouseError and Cancelled; then nothing has changed.
MetadataScanResult ScanMetadata(Connection& connection, const SqlModels& models, const AppSettings& app,
                                const MetadataScanOptions& options);

}  // namespace millrace
