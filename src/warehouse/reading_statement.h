// What a query of somebody who may only read must not contain. The transaction around it refuses changes of the
// warehouse's tables; what it lets through is refused here: files that a COPY writes, and functions of DuckDB that
// change the state of the whole process, which all other sessions share. A pure function; thread-safe.
#pragma once

#include <string_view>

namespace millrace {

// Throws UserError, with what to use in its place, unless the one statement begins like a query (also behind EXPLAIN)
// and calls no function that does more than read.
void CheckReads(std::string_view statement);

}  // namespace millrace
