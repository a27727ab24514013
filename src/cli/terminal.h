// What is at the other end of stdout and stderr, and how wide a text is there. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>

namespace millrace {

bool IsTerminal(std::FILE* stream);
// Columns of the terminal behind `stream`; `fallback` when it is none.
size_t TerminalWidth(std::FILE* stream, size_t fallback);

// Columns that UTF-8 text takes: East Asian wide characters and emoji two, combining marks none.
size_t DisplayWidth(std::string_view text);
// The longest beginning of `text` that takes at most `width` columns, with `…` at its end where something was cut.
std::string CutToWidth(std::string_view text, size_t width);

// --color: auto means that the stream is a terminal and NO_COLOR is not set.
enum class ColorMode : unsigned char { kAuto, kAlways, kNever };
bool UseColor(ColorMode mode, std::FILE* stream);

enum class Color : unsigned char { kNone, kBold, kDim, kRed, kYellow, kGreen, kCyan };
// `text` between the escapes of `color`, or as it is when `use` is false.
std::string Paint(std::string_view text, Color color, bool use);

}  // namespace millrace
