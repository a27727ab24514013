// A text that may be null, in words, for tests.
#pragma once

#include <string>
#include <string_view>

namespace millrace {

inline std::string TextOrNull(std::string_view view) {
  return view.data() == nullptr ? "null" : std::string(view);
}

}  // namespace millrace
