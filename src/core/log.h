// What the program says while it works: lines on stderr, and the one status line that progress draws there. Both go
// through here, so that neither breaks the other. Thread-safe after SetUpLog, which is called once, first thing;
// without it nothing below a warning is shown.
#pragma once

#include <cstdint>
#include <string_view>

namespace millrace {

enum class LogLevel : uint8_t { kDebug, kInfo, kWarning, kError };

struct LogOptions {
  LogLevel least = LogLevel::kInfo;  // lesser ones are not shown
  bool color = false;
  bool with_time = true;  // for lines that end in a file; a person sees the time elsewhere
};
void SetUpLog(const LogOptions& options);

void LogDebug(std::string_view message);
void LogInfo(std::string_view message);
void LogWarning(std::string_view message);
void LogError(std::string_view message);

// Draws `line` at the bottom of the terminal in place of the last one; an empty one removes it. Only for a terminal.
void SetStatusLine(std::string_view line);

}  // namespace millrace
