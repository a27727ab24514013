// What the tests of printed text share.
#pragma once

#include <string>

namespace millrace {

inline bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace millrace
