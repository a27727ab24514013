#include "core/sql_text.h"

namespace millrace {
namespace {

std::string Quote(std::string_view text, char quote) {
  std::string quoted(1, quote);
  for (const char c : text) {
    if (c == quote) quoted += c;
    quoted += c;
  }
  return quoted + quote;
}

}  // namespace

std::string SqlText(std::string_view text) {
  return Quote(text, '\'');
}
std::string SqlName(std::string_view name) {
  return Quote(name, '"');
}

}  // namespace millrace
