// Texts as every warehouse can hold them. A text of the lake may have U+0000, which clients send at will, and which
// PostgreSQL takes neither in texts nor in JSON: one of them would cost all rows of its file. It becomes U+FFFD, in
// keys as well, so that two rows whose keys then are equal are merged. DuckDB keeps texts as they are.
//
// SQL for the embedded DuckDB that reads lake files (lake_stage.h). Pure functions; thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "schema/table.h"

namespace millrace {

// The text of an expression.
std::string StorableText(std::string_view expression);
// Rows of a query that has the columns of a loaded table, perhaps among others.
std::string StorableRows(TableId table, std::string_view query);

}  // namespace millrace
