// How the warehouse stands, for people who run the project: lake files on their way into it, and how current its models
// are by app and day. Reads the ledger and the warehouse, and changes nothing. Thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/load_items.h"
#include "project/app_data.h"
#include "project/project.h"
#include "project/query_pool.h"
#include "warehouse/schema_plan.h"

namespace millrace {

struct LoadPage {
  LoadStateCounts counts{};  // by LoadState, whatever the state of the filter
  uint64_t total = 0;        // of all pages
  std::vector<LoadItem> items;
};

// The newest announcement first.
LoadPage ListLoads(const Project& project, const LoadItemFilter& filter, size_t offset, size_t limit);

// Of a model, the worst of its days. Failed and pending days are built by the next run, touched ones, too. Stale ones
// changed after the look-back and are built only when somebody asks for them.
enum class ModelDayState : uint8_t { kCurrent, kTouched, kStale, kPending, kFailed };
inline constexpr std::array<std::string_view, 5> kModelDayStateNames = {"current", "touched", "stale", "pending",
                                                                        "failed"};

struct ModelState {
  std::string name;  // a metric table
  ModelDayState state = ModelDayState::kCurrent;
  std::optional<int64_t> refreshed_us;  // when a day of it was built last
  int64_t days = 0;                     // that have a state
  int64_t days_stale = 0, days_pending = 0, days_failed = 0;
  std::string error;  // of one of the failed days; empty: none
};

struct ModelDay {
  int32_t day = 0;  // since the epoch, local
  ModelDayState state = ModelDayState::kCurrent;
  bool is_complete = false;             // the data reach its end
  std::optional<int64_t> refreshed_us;  // null: never built
};

struct ModelRunRecord {
  std::string id;
  bool is_manual = false;
  bool is_full = false;
  int64_t started_us = 0;
  int64_t ended_us = 0;
  std::optional<int32_t> first_day, last_day;  // that were built
  int64_t days = 0;
};

struct AppModelState {
  std::string app;
  std::optional<int32_t> last_complete_day;
  std::vector<ModelState> models;    // by name
  std::vector<ModelDay> days;        // the newest first
  std::vector<ModelRunRecord> runs;  // the newest first
};

enum class SchemaObjectState : uint8_t { kCurrent, kMissing, kChanged, kExtra };
inline constexpr std::array<std::string_view, 4> kSchemaObjectStateNames = {"current", "missing", "changed", "extra"};

// A table, view or function that is wanted, or that is there and not wanted any more.
struct SchemaObjectStatus {
  std::string name;
  SchemaObjectKind kind = SchemaObjectKind::kTable;
  SchemaObjectState state = SchemaObjectState::kCurrent;
  std::vector<SchemaAction> actions;  // that the next change of the schema takes
  std::string reason;                 // of the first of them
  std::string version;                // hash of its definition in the warehouse; empty: none
  std::string error;                  // of the last change, if it failed
};

struct AppSchemaState {
  std::string app;
  std::string schema;
  bool exists = false;
  std::string problem;  // why it cannot be brought to what is wanted; empty: it can
  std::vector<SchemaObjectStatus> objects;
};

class WarehouseState {
 public:
  // Both must outlive it.
  WarehouseState(Project& project, AppsWithData& apps);

  // The apps that `is_wanted` accepts, with at most so many of their newest days. An app whose schema is not there yet
  // has none. Throws what QueryPool::Run throws.
  std::vector<AppModelState> Models(const std::function<bool(const std::string& app)>& is_wanted, int64_t most_days,
                                    const std::stop_token& stop);

  // The objects of the apps that `is_wanted` accepts. Throws what QueryPool::Run and ModelsOf throw.
  std::vector<AppSchemaState> Schemas(const std::function<bool(const std::string& app)>& is_wanted,
                                      const std::stop_token& stop);

 private:
  Project& project_;
  AppsWithData& apps_;
  QueryPool pool_;  // of its own: a look at the state waits for no chart
};

}  // namespace millrace
