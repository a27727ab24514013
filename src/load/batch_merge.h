// Transactions of a load on one table of the warehouse (load.md §6): a batch of lake files is merged, or the keys of
// retired rows become what is left of them in the lake. Each writes its row of `load_log`. The statements are those of
// sql/staging.
//
// Belongs to one thread; several may work on different tables at the same time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "load/lake_stage.h"
#include "load/load_report.h"

#include "schema/table.h"
#include "warehouse/sql_models.h"
#include "warehouse/sql_parameters.h"
#include "warehouse/warehouse.h"

namespace millrace {

struct LoadBatch {
  std::string load_id;  // in the ledger and in `load_log`
  int64_t sequence = 0;
  TableId table = TableId::kEvent;
  std::string schema;  // of the app
  std::string timezone;
  std::vector<std::string> paths = {};  // of files on this machine's disk; of retirements, below the lake
  int64_t load_time_us = 0;
};

// What a file of retired keys has.
struct KeysFile {
  std::string path;
  std::string app = {};
  uint64_t keys = 0;
  std::vector<TimeRange> days = {};  // of events and items, in UTC
};

// What all merges of a load have in common. Nothing is owned.
struct MergePlace {
  Warehouse& warehouse;
  Warehouse* embedded = nullptr;  // null: the warehouse reads lake files itself
  const SqlModels& models;        // of the warehouse's dialect
  std::string holder;             // the load, which has taken the fences of its tables (warehouse/writer_fence.h)
};

class BatchMerge {
 public:
  explicit BatchMerge(const MergePlace& place);

  // Throws UserError and SystemError; then nothing has changed, unless the connection was lost at the commit.
  RowCounts Merge(const LoadBatch& batch, const std::stop_token& stop);
  // Does the same, and leaves nothing behind but the fence of the table, which shows that a commit is possible.
  void Try(const LoadBatch& batch, const std::stop_token& stop);
  // `batch.paths`: loaded files that may have rows of these keys. `for_each_piece` calls its argument with their paths
  // on this machine's disk, some at a time, which may be gone afterwards.
  using StagePiece = std::function<void(const std::vector<std::string>& paths)>;
  RowCounts Retire(const LoadBatch& batch, const KeysFile& keys,
                   const std::function<void(const StagePiece& stage)>& for_each_piece, const std::stop_token& stop);
  // Whether anything was ever loaded into the schema; it may not exist yet.
  bool HasLoads(const std::string& schema);
  // Records in an app's schema that the data of a window, of whatever table, are loaded.
  void RecordWindow(const std::string& schema, int64_t sequence, int64_t window_end_ms);
  // Only writes a row of `load_log`.
  void Record(const LoadBatch& batch, const RowCounts& counts);
  // Reads app, days and number of the keys.
  KeysFile ReadKeys(const std::string& path, TableId table);
  // What a batch did, if it took effect.
  std::optional<RowCounts> LookUp(const std::string& schema, const std::string& load_id);
  // After the connection was lost.
  void Reconnect();
  Connection& connection() { return *connection_; }

 private:
  LakeStage StageOf(const LoadBatch& batch) {
    return {*connection_, embedded_.get(), place_.models, batch.table, batch.schema};
  }
  SqlParameters ParametersOf(const LoadBatch& batch) const;
  void SetDays(SqlParameters& parameters, TableId table, const std::stop_token& stop);
  // In the caller's transaction.
  RowCounts MergeFiles(const LoadBatch& batch, SqlParameters& parameters, const std::stop_token& stop);
  RowCounts MergeEvents(const LoadBatch& batch, LakeStage& stage, SqlParameters& parameters,
                        const std::stop_token& stop);
  void MergeRows(const LoadBatch& batch, const SqlParameters& parameters, RowCounts& counts,
                 const std::stop_token& stop);
  void WriteLog(const LoadBatch& batch, SqlParameters parameters, const RowCounts& counts);
  // Runs the statements of a model. Returns how many rows of `table` were inserted, deleted and updated.
  struct Effect {
    uint64_t inserted = 0;
    uint64_t deleted = 0;
    uint64_t updated = 0;
  };
  Effect Run(const std::string& model, std::string_view table, const SqlParameters& parameters,
             const std::stop_token& stop);

  MergePlace place_;
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Connection> embedded_;  // null: connection_ reads the files
};

}  // namespace millrace
