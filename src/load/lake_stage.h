// Rows of lake files as the statements of sql/staging see them: `stage_T`, in the transaction that merges them.
//
// Where the engine reads lake files (DuckDB), staging is views over them. Elsewhere an embedded DuckDB reads them, and
// the rows are streamed into a table. Belongs to the thread of its connections.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "load/load_report.h"

#include "schema/table.h"
#include "warehouse/connection.h"
#include "warehouse/sql_models.h"
#include "warehouse/warehouse.h"

namespace millrace {

// A DuckDB in memory that reads lake files, with the schema kEmbeddedSchema. What does not fit goes into
// `temporary_folder`.
inline constexpr std::string_view kEmbeddedSchema = "lake";
std::shared_ptr<Warehouse> OpenEmbedded(const std::string& temporary_folder);

class LakeStage {
 public:
  // `embedded`: null where `connection` reads lake files. Nothing is owned.
  LakeStage(Connection& connection, Connection* embedded, const SqlModels& models, TableId table, std::string schema);

  // Stages the rows of these files that can be loaded.
  void Create(const std::vector<std::string>& paths, const std::stop_token& stop);
  // Makes the table `retired_key_T` of a file of keys (retired_keys.h), and stages the rows that have one of them.
  // There may be no files: then there is no stage.
  void CreateOfKeys(const std::vector<std::string>& paths, const std::string& keys_path, const std::stop_token& stop);
  // The rows of the files, and why some of them are not staged.
  RowCounts Count();
  void Drop();

 private:
  std::string InReader(std::string_view name) const;
  std::string InWarehouse(std::string_view name) const;
  Connection& reader() { return embedded_ != nullptr ? *embedded_ : connection_; }
  // `condition`: of the rows `s` of the stage; may be empty.
  void CreateViews(const std::vector<std::string>& paths, const std::string& condition);
  void CreateKeys(const std::string& keys_path, const std::stop_token& stop);
  void Stream(const std::stop_token& stop);

  Connection& connection_;
  Connection* const embedded_;
  const SqlModels& models_;
  const TableId id_;
  const std::string table_;
  const std::string schema_;
  std::vector<std::string> drops_;  // statements, in their order
};

}  // namespace millrace
