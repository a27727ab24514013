#include "core/source_position.h"

#include <algorithm>

#include "core/utf8.h"

namespace millrace {
namespace {

// The shown length of a line; of a longer one, the part around the position is shown.
constexpr size_t kShownBytes = 160;

std::string_view LineOf(std::string_view text, size_t number) {
  for (size_t line = 1; line < number; ++line) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  return text;
}

}  // namespace

std::string DescribeAtPosition(std::string_view file, std::string_view text, size_t line, size_t column,
                               std::string_view message) {
  std::string result(file);
  result.append(":").append(std::to_string(line)).append(":").append(std::to_string(column)).append(": ");
  result += message;
  std::string_view shown = LineOf(text, line);
  if (shown.empty() && column > 1) return result;
  size_t at = std::min(column == 0 ? 0 : column - 1, shown.size());
  if (shown.size() > kShownBytes && at > kShownBytes / 2) {
    size_t cut = at - kShownBytes / 2;
    while (cut < at && IsUtf8Continuation(shown[cut])) ++cut;
    shown.remove_prefix(cut);
    at -= cut;
  }
  size_t end = std::min(shown.size(), kShownBytes);
  while (end < shown.size() && IsUtf8Continuation(shown[end])) ++end;
  shown = shown.substr(0, end);

  const std::string number = std::to_string(line);
  std::string under;
  for (size_t i = 0; i < at; ++i) {
    if (!IsUtf8Continuation(shown[i])) under += shown[i] == '\t' ? '\t' : ' ';
  }
  std::string visible;
  for (const char c : shown) {
    // Control characters would move the caret, or do worse.
    visible += static_cast<unsigned char>(c) < 0x20 && c != '\t' ? '?' : c;
  }
  result.append("\n  ").append(number).append(" | ").append(visible);
  result.append("\n  ").append(number.size(), ' ').append(" | ").append(under).append("^");
  return result;
}

SourceError::SourceError(std::string_view file, std::string_view text, size_t line, size_t column,
                         std::string_view message)
    : UserError(DescribeAtPosition(file, text, line, column, "error: " + std::string(message))) {}

}  // namespace millrace
