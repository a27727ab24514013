// A database whose views show a project's lake, and its results on stdout. What `query` and `demo` share.
//
// Compaction and the like remove files that a query may be about to open. Such a query is asked again over the lake as
// it is then; nothing was printed before, since results are whole before their first row comes.
#pragma once

#include <string>

#include "cli/spill_folder.h"
#include "core/config.h"
#include "core/table_print.h"
#include "warehouse/database.h"
#include "warehouse/lake_views.h"

namespace millrace {

class LakeQuery {
 public:
  // Looks at the committed files of this moment. A lake that is not there yet is an empty one.
  explicit LakeQuery(Config config);

  // Runs one statement and prints its rows, JSON and CSV as they come. Throws UserError with DuckDB's words.
  void Print(const std::string& sql, const TableStyle& style);

 private:
  // Makes the views over the lake's files of this moment; false when these are the same as before.
  bool Refresh();

  const Config config_;
  LakeFiles files_;
  const SpillFolder spill_;
  Database database_;
};

}  // namespace millrace
