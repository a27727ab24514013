// Prints the results of SQL statements, for `query` and `demo`.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "cli/output_file.h"
#include "cli/table_print.h"
#include "warehouse/text_query.h"

namespace millrace {

struct QueryForm {
  TableStyle style;
  bool as_object = false;  // one JSON object with the columns and the rows, in place of style.format
  uint64_t row_limit = 0;  // of a table: the rows shown, then a line says how many more there are; 0: all
};

// Runs a statement: calls the first with its columns, then the second with its rows.
using RunStatement = std::function<void(const OnColumns&, const OnBatch&)>;

// Runs a statement and prints its rows; JSON and CSV while they arrive. Throws what `run` throws.
void PrintQuery(const RunStatement& run, const QueryForm& form, OutputFile& output);

}  // namespace millrace
