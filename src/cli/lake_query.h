// A database whose views show a project's lake, and its results on stdout. What `query` and `demo` share.
#pragma once

#include <string>

#include "core/config.h"
#include "core/table_print.h"
#include "warehouse/database.h"

namespace millrace {

class LakeQuery {
 public:
  // Looks at the committed files of this moment. A lake that is not there yet is an empty one.
  explicit LakeQuery(const Config& config);

  // Runs one statement and prints its rows, JSON and CSV as they come. Throws UserError with DuckDB's words.
  void Print(const std::string& sql, const TableStyle& style);

 private:
  Database database_;
};

}  // namespace millrace
