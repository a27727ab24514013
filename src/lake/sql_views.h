// The SQL views of the lake: one view per table over its committed Parquet files, and `users`, with one merged row per
// app and user. Nothing is executed here. Pure functions; thread-safe.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "schema/table.h"

namespace millrace {

// Committed files of each table, by paths that can be opened. A table without files gives an empty view.
using LakeFiles = std::map<TableId, std::vector<std::string>>;

// Arguments of read_parquet that make all partition columns texts, as in the names of the directories: `03`, not the
// number 3 that DuckDB would infer.
std::string HivePartitionsAsTexts();

// The statement that creates the view of a table: its columns in order, then partition_app, partition_year,
// partition_month and partition_day as texts.
std::string TableViewSql(const Table& table, const std::vector<std::string>& files);

// The statement that makes the view `users` over the view user_v2, by the rules of merging (spec/README.md, decision on
// transform-clickstream 1, 3, 5, 6): columns app_id, then those of user_v2 without process_info.
std::string UsersViewSql();

// The statements of all tables, then that of `users`.
std::vector<std::string> LakeViewStatements(const LakeFiles& files);

}  // namespace millrace
