// Results of SQL, as text. What `query` and `demo` share.
#pragma once

#include <cstdint>
#include <string>

#include "cli/output_file.h"
#include "cli/table_print.h"
#include "project/lake_query.h"

namespace millrace {

struct QueryForm {
  TableStyle style;
  bool as_object = false;  // one JSON object with the columns and the rows, in place of style.format
  uint64_t row_limit = 0;  // of a table: the rows shown, then a line says how many more there are; 0: all
};

// Runs one statement and writes its rows, JSON and CSV as they come. Throws UserError with DuckDB's words.
void PrintQuery(LakeQuery& lake, const std::string& sql, const QueryForm& form, OutputFile& output);

}  // namespace millrace
