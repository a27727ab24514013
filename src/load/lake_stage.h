// Rows of lake files as the statements of sql/staging see them: `stage_T`, in the transaction that merges them.
//
// Rows of events are wide, and nearly all are new. So what a load must know of each comes first, `stage_row_event_v2`;
// the statements of split_event_v2 say which rows go straight into the table, and only the others are staged.
//
// Where the engine reads lake files (DuckDB), staging is views over them. Elsewhere an embedded DuckDB reads them, and
// the rows are streamed into a table. Belongs to the thread of its connections.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "load/load_report.h"

#include "schema/table.h"
#include "warehouse/connection.h"
#include "warehouse/sql_models.h"
#include "warehouse/sql_parameters.h"
#include "warehouse/warehouse.h"

namespace millrace {

// A DuckDB in memory that reads lake files, with the schema kEmbeddedSchema. What does not fit into `memory_bytes` goes
// into `temporary_folder`; the engine's own limit would be most of the machine's memory.
inline constexpr std::string_view kEmbeddedSchema = "lake";
inline constexpr uint64_t kEmbeddedMemoryBytes = 1 << 30;
std::shared_ptr<Warehouse> OpenEmbedded(const std::string& temporary_folder,
                                        uint64_t memory_bytes = kEmbeddedMemoryBytes);

class LakeStage {
 public:
  // `embedded`: null where `connection` reads lake files. Nothing is owned.
  LakeStage(Connection& connection, Connection* embedded, const SqlModels& models, TableId table, std::string schema);

  // Stages the rows of these files that can be loaded.
  void Create(const std::vector<std::string>& paths, const std::stop_token& stop);
  // Of events: makes the table `stage_row_event_v2` of the rows that can be loaded; nothing is staged yet.
  void CreateRows(const std::vector<std::string>& paths, const std::stop_token& stop);
  // Then, of what split_event_v2 made: puts the rows that need no comparison into the table, and returns their number.
  uint64_t InsertPlainRows(int64_t load_time_us, const std::stop_token& stop);
  // Stages the rows of hard keys; returns whether there are any.
  bool CreateOfHardKeys(const std::stop_token& stop);
  // Makes the table `retired_key_T` of a file of keys (retired_keys.h), and a stage without rows.
  void CreateOfKeys(const std::string& keys_path, const std::stop_token& stop);
  // Then stages the rows of these files that have one of the keys, beside those of other files. The files are not
  // needed afterwards.
  void AddOfKeys(const std::vector<std::string>& paths, const std::string& keys_path, const std::stop_token& stop);
  // The rows of the files, and why some of them are not staged.
  RowCounts Count();
  void Drop();

 private:
  std::string InReader(std::string_view name) const;
  std::string InWarehouse(std::string_view name) const;
  Connection& reader() { return embedded_ != nullptr ? *embedded_ : connection_; }
  void CreateViews(const std::vector<std::string>& paths);
  void SetFiles(const std::vector<std::string>& paths);
  // The query of the view `lake_T`, a text, and the query of a file of keys, as the warehouse can hold them.
  std::string LakeRows(const SqlParameters& parameters) const;
  std::string Kept(const std::string& text) const;
  std::string KeysIn(const std::string& keys_path) const;
  // Whether all files say so (lake/map_key_order.h).
  bool HaveSortedKeys(const std::vector<std::string>& paths);
  void CreateView(const std::string& name, const std::string& query);
  void CreateKeys(const std::string& keys_path, const std::stop_token& stop);
  void Stream(const std::stop_token& stop);
  // Copies a table of the warehouse to where the lake files are read.
  void CopyToReader(const std::string& table, const std::string& columns, const std::stop_token& stop);

  Connection& connection_;
  Connection* const embedded_;
  const SqlModels& models_;
  const TableId id_;
  const std::string table_;
  const std::string schema_;
  SqlParameters parameters_;        // of the views over the files
  std::vector<std::string> drops_;  // statements, in their order
};

}  // namespace millrace
