// Quoting for SQL statements that this program writes. Pure functions; thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace millrace {

// A text as an SQL literal: in single quotes; those inside are doubled.
std::string SqlText(std::string_view text);
// A name as an SQL identifier: in double quotes; those inside are doubled.
std::string SqlName(std::string_view name);

}  // namespace millrace
