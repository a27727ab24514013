// A field of a CSV file that people open: RFC 4180, in quotes where it needs them. Pure; thread-safe.
//
// NULL is an empty field, which the caller writes by writing nothing; an empty text is `""`. Texts come from whoever
// sends events, and most readers of CSV are spreadsheets: a text that one would take for a formula gets a `'` before
// it. Numbers, days and times are not texts: callers append them as they are.
#pragma once

#include <string>
#include <string_view>

namespace millrace {

void AppendCsvText(std::string& out, std::string_view text);

}  // namespace millrace
