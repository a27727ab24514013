// Replaces a text within another one, in linear time. Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace millrace {

// Sets `out` to `text` with every occurrence of `what` replaced by `by`, from left to right. An empty `what` replaces
// nothing. `out` must not be one of the sources.
void ReplaceAll(std::string_view text, std::string_view what, std::string_view by, std::string& out);

}  // namespace millrace
