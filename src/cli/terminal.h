// Properties of the terminal behind stdout and stderr, and the width of texts in it. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

bool IsTerminal(std::FILE* stream);
// The width of the terminal behind `stream`; `fallback` if it is not a terminal.
size_t TerminalWidth(std::FILE* stream, size_t fallback);

// The width of UTF-8 text: East Asian wide characters and emoji count as two columns, combining marks as none.
size_t DisplayWidth(std::string_view text);
// The width of text on stdout that people read: that of the terminal, up to a readable length, and 80 if it does not
// tell its width. `elsewhere` if stdout is no terminal: 0, if others search the lines or take them apart.
size_t ReadableWidth(size_t elsewhere);

// `text` in lines of at most `width` columns, broken at blanks. A longer word has a line of its own. 0: one line.
std::vector<std::string> WrapToWidth(std::string_view text, size_t width);
// Lines, each with its end: `label`, and beside it, from `column` on, `text` in lines of at most `width` columns. The
// text begins below a label that comes closer to it than two columns, and in a narrow terminal it stands further to the
// left.
std::string BesideLabel(std::string_view label, std::string_view text, size_t column, size_t width);
// The longest beginning of `text` with at most `width` columns; it ends with `…` if something was cut.
std::string CutToWidth(std::string_view text, size_t width);

// --color: auto means that the stream is a terminal and NO_COLOR is not set.
enum class ColorMode : unsigned char { kAuto, kAlways, kNever };
bool UseColor(ColorMode mode, std::FILE* stream);

enum class Color : unsigned char { kNone, kBold, kDim, kRed, kYellow, kGreen, kCyan };
// `text` between the escapes of `color`, or as it is when `use` is false.
std::string Paint(std::string_view text, Color color, bool use);

}  // namespace millrace
