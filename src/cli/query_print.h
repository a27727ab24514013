// Results of SQL on stdout. What `query` and `demo` share.
#pragma once

#include <string>

#include "cli/table_print.h"
#include "project/lake_query.h"

namespace millrace {

// Runs one statement and prints its rows, JSON and CSV as they come. Throws UserError with DuckDB's words.
void PrintQuery(LakeQuery& lake, const std::string& sql, const TableStyle& style);

}  // namespace millrace
