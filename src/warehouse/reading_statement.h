// What a query of somebody who may only read must not contain. The transaction around it refuses changes of the
// warehouse's tables; what it lets through is refused here: files that a COPY writes, and functions of DuckDB that
// change the state of the whole process, which all other sessions share.
//
// Which functions there are is asked of the engine. Those that return tables or have side effects must be known to do
// no more than read; so a function that a new version brings is refused until somebody has looked at it. Thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "warehouse/connection.h"

namespace millrace {

// Throws UserError, with what to use in its place, unless the one statement begins like a query (also behind EXPLAIN)
// and calls no function that may do more than read. Asks the engine about the functions that it calls.
void CheckReads(Connection& connection, std::string_view statement, const std::stop_token& stop = {});

// The same without an engine: how the statement begins. Returns the names of the functions that it calls, in small
// letters.
std::vector<std::string> FunctionsOfReading(std::string_view statement);

// Of those that may do more than read: the functions of an engine that are known to be harmless, in small letters.
std::span<const std::string_view> HarmlessFunctions(Dialect dialect);

}  // namespace millrace
