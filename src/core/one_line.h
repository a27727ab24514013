// Errors of engines have several lines: what is wrong, the statement, a caret below the place. Where errors are listed,
// each takes one line; the whole text is what the ledger and `--json` keep. Pure function; thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace millrace {

// The lines of `text` as one, with one blank for each run of blanks, and without lines that only point (`  ^`, `  |
// ^`).
std::string OneLine(std::string_view text);

}  // namespace millrace
