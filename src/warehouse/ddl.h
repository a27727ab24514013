// Statements that create the warehouse's tables. The columns of the four loaded tables come from schema/columns.h,
// those of all others from the headers of the SQL models (warehouse-tables.md). Pure functions; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schema/table.h"
#include "warehouse/dialect.h"
#include "warehouse/model_file.h"

namespace millrace {

struct TableDefinition {
  std::string name;
  std::vector<ModelColumn> columns;
  std::vector<std::string> key;   // unique together; empty: nothing is promised
  std::vector<std::string> sort;  // columns that most queries restrict
  bool is_loaded = false;         // one of the four
};

// event_v2, item_v2, user_v2 and session, in the order in which a load merges them.
inline constexpr TableId kLoadedTables[] = {TableId::kUser, TableId::kSession, TableId::kItem, TableId::kEvent};

TableDefinition LoadedTable(TableId id);
// Of a model of kind `table`.
TableDefinition DefinitionOf(const ModelFile& model);

// The type of a column, with the collation by bytes that PostgreSQL's texts need.
std::string SqlType(const ModelColumn& column, Dialect dialect);

// `schema` is written in double quotes; nothing happens when the table is there.
std::string CreateTableSql(Dialect dialect, std::string_view schema, const TableDefinition& table);
// The indexes that the dialect needs, each with IF NOT EXISTS. On PostgreSQL the key is a unique index, NULL being a
// value.
std::vector<std::string> CreateIndexSql(Dialect dialect, std::string_view schema, const TableDefinition& table);
// A table `stage_NAME` into which the rows of a load are streamed: the columns without created_time, nothing checked.
// PostgreSQL does not log it.
std::string CreateStageSql(Dialect dialect, std::string_view schema, const TableDefinition& table);
// A table that a run makes of a query and drops at its end.
std::string CreateWorkSql(Dialect dialect, std::string_view schema, std::string_view name, std::string_view query);

}  // namespace millrace
