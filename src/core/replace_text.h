// Replaces a text in another one, in time that is linear in both. Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace millrace {

// Writes `text` to `out` (replacing what it held), with `by` in every place where `what` stands, from left to right.
// Nothing is replaced when `what` is empty. `out` must be none of the sources.
void ReplaceAll(std::string_view text, std::string_view what, std::string_view by, std::string& out);

}  // namespace millrace
