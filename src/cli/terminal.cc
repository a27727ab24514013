#include "cli/terminal.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <span>

#include <sys/ioctl.h>
#include <unistd.h>

namespace millrace {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};
// The blocks that occur in names and page titles; not all of Unicode's width tables.
constexpr std::array<Range, 9> kWide = {{{0x1100, 0x115F},
                                         {0x2E80, 0x303E},
                                         {0x3041, 0xA4CF},
                                         {0xAC00, 0xD7A3},
                                         {0xF900, 0xFAFF},
                                         {0xFE30, 0xFE6F},
                                         {0xFF00, 0xFF60},
                                         {0x1F300, 0x1FAFF},
                                         {0x20000, 0x3FFFD}}};
constexpr std::array<Range, 6> kZero = {
    {{0x0300, 0x036F}, {0x0900, 0x0902}, {0x093A, 0x093C}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}}};

bool In(std::span<const Range> ranges, char32_t point) {
  for (const Range& range : ranges) {
    if (point >= range.first && point <= range.last) return true;
  }
  return false;
}

// Removes one code point from the front; a byte that does not begin one counts as one.
char32_t TakeCodePoint(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
  char32_t point = length == 1 ? first : first & (0xFFU >> (length + 1));
  size_t taken = 1;
  while (taken < length && taken < text.size() && (static_cast<unsigned char>(text[taken]) & 0xC0) == 0x80) {
    point = (point << 6) | (static_cast<unsigned char>(text[taken]) & 0x3F);
    ++taken;
  }
  text.remove_prefix(taken);
  return point;
}

size_t WidthOf(char32_t point) {
  return In(kZero, point) ? 0 : In(kWide, point) ? 2 : 1;
}

}  // namespace

bool IsTerminal(std::FILE* stream) {
  return isatty(fileno(stream)) == 1;
}

size_t TerminalWidth(std::FILE* stream, size_t fallback) {
  winsize size{};
  if (IsTerminal(stream) && ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return fallback;
}

size_t DisplayWidth(std::string_view text) {
  size_t width = 0;
  while (!text.empty()) width += WidthOf(TakeCodePoint(text));
  return width;
}

size_t ReadableWidth(size_t elsewhere) {
  constexpr size_t kUnknown = 80;
  constexpr size_t kGreatest = 120;
  return IsTerminal(stdout) ? std::min(TerminalWidth(stdout, kUnknown), kGreatest) : elsewhere;
}

std::vector<std::string> WrapToWidth(std::string_view text, size_t width) {
  if (width == 0) return {std::string(text)};
  std::vector<std::string> lines;
  std::string line;
  std::string blanks;  // between the line and the next word
  while (true) {
    const size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    if (!line.empty() && !word.empty() && DisplayWidth(line) + blanks.size() + DisplayWidth(word) > width) {
      lines.push_back(std::move(line));
      line.clear();
      blanks.clear();
    }
    if (!word.empty()) {
      line += blanks;
      line += word;
      blanks.clear();
    }
    if (end == text.size()) break;
    blanks += ' ';
    text.remove_prefix(end + 1);
  }
  lines.push_back(std::move(line));
  return lines;
}

std::string BesideLabel(std::string_view label, std::string_view text, size_t column, size_t width) {
  constexpr size_t kNarrow = 72;
  constexpr size_t kNarrowColumn = 8;
  constexpr size_t kLeastWidth = 40;
  constexpr size_t kGap = 2;
  if (width > 0 && width < kNarrow) column = std::min(column, kNarrowColumn);
  std::string out(label);
  if (text.empty()) return out + "\n";
  size_t used = DisplayWidth(label);
  if (used + kGap > column) {
    out += '\n';
    used = 0;
  }
  for (const std::string& line : WrapToWidth(text, width == 0 ? 0 : std::max(width, kLeastWidth) - column)) {
    out += std::string(column - used, ' ') + line + "\n";
    used = 0;
  }
  return out;
}

std::string CutToWidth(std::string_view text, size_t width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  if (width == 0) return {};
  std::string_view rest = text;
  size_t used = 0;
  size_t end = 0;
  while (!rest.empty()) {
    used += WidthOf(TakeCodePoint(rest));
    if (used > width - 1) break;
    end = text.size() - rest.size();
  }
  return std::string(text.substr(0, end)) + "…";
}

bool UseColor(ColorMode mode, std::FILE* stream) {
  if (mode != ColorMode::kAuto) return mode == ColorMode::kAlways;
  const char* refused = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  if ((refused != nullptr && *refused != '\0') || (terminal != nullptr && std::string_view(terminal) == "dumb")) {
    return false;
  }
  return IsTerminal(stream);
}

std::string Paint(std::string_view text, Color color, bool use) {
  static constexpr std::array<std::string_view, 7> kCodes = {"", "1", "2", "31", "33", "32", "36"};
  const std::string_view code = kCodes[static_cast<size_t>(color)];
  if (!use || code.empty()) return std::string(text);
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

}  // namespace millrace
