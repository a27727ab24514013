#include "core/one_line.h"

#include <algorithm>

#include "core/trim.h"

namespace millrace {

std::string OneLine(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.find_first_not_of(" \t\r^~|") == std::string_view::npos) continue;
    while (!IsBlank(line)) {
      line = Trim(line);
      const size_t word = std::min(line.find_first_of(kBlanks), line.size());
      if (!out.empty()) out += ' ';
      out += line.substr(0, word);
      line.remove_prefix(word);
    }
  }
  return out;
}

}  // namespace millrace
