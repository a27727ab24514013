// Messages on stderr: log lines, and the status line of progress at the bottom. Both are written here, so that they do
// not mix. Thread-safe after SetUpLog, which must be called once at the start; without it only warnings and errors are
// shown.
#pragma once

#include <cstdint>
#include <string_view>

namespace millrace {

enum class LogLevel : uint8_t { kInfo, kWarning, kError };

struct LogOptions {
  LogLevel least = LogLevel::kInfo;  // lower levels are not shown
  bool color = false;
  bool with_time = true;  // for lines that go to a file, not to a terminal
};
void SetUpLog(const LogOptions& options);

void LogInfo(std::string_view message);
void LogWarning(std::string_view message);
void LogError(std::string_view message);

// Replaces the status line at the bottom of the terminal; an empty `line` removes it. Only for a terminal.
void SetStatusLine(std::string_view line);

}  // namespace millrace
