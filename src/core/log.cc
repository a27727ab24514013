#include "core/log.h"

#include <cstdio>
#include <memory>
#include <mutex>
#include <string>

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include "core/utf8.h"

namespace millrace {
namespace {

// Writes log lines above the status line: removes it, writes, draws it again.
class StatusLineSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  void SetStatus(std::string_view line) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (line == status_) return;
    Erase();
    status_ = line;
    Draw();
    std::fflush(stderr);
  }
  void set_color(bool color) { color_ = color; }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t formatted;
    formatter_->format(message, formatted);
    Erase();
    // Only the word of the level is colored; the formatter marks it.
    const size_t from = color_ ? message.color_range_start : 0;
    const size_t to = color_ ? message.color_range_end : 0;
    Write(formatted.data(), from);
    if (to > from) {
      const bool error = message.level >= spdlog::level::err;
      Write(error ? "\x1b[31m" : message.level == spdlog::level::warn ? "\x1b[33m" : "\x1b[36m", 5);
      Write(formatted.data() + from, to - from);
      Write("\x1b[0m", 4);
    }
    Write(formatted.data() + to, formatted.size() - to);
    Draw();
    std::fflush(stderr);
  }
  void flush_() override { std::fflush(stderr); }

 private:
  // A full stderr cannot be reported anywhere.
  static void Write(const char* data, size_t size) { (void)std::fwrite(data, 1, size, stderr); }
  void Erase() const {
    if (!status_.empty()) Write("\r\x1b[K", 4);
  }
  void Draw() const { Write(status_.data(), status_.size()); }

  std::string status_;
  bool color_ = false;
};

struct Log {
  std::shared_ptr<StatusLineSink> sink = std::make_shared<StatusLineSink>();
  spdlog::logger logger{"millrace", sink};
  Log() {
    logger.set_level(spdlog::level::warn);
    logger.set_formatter(std::make_unique<spdlog::pattern_formatter>("millrace: %^%l%$: %v"));
  }
};

Log& TheLog() {
  static Log log;
  return log;
}

void Write(spdlog::level::level_enum level, std::string_view message) {
  TheLog().logger.log(level, ShownText(message));
}

}  // namespace

void SetUpLog(const LogOptions& options) {
  Log& log = TheLog();
  const char* pattern = options.with_time ? "%Y-%m-%dT%H:%M:%SZ %^%l%$ %v" : "millrace: %^%l%$: %v";
  log.logger.set_formatter(std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc));
  constexpr spdlog::level::level_enum kLevels[] = {spdlog::level::info, spdlog::level::warn, spdlog::level::err};
  log.logger.set_level(kLevels[static_cast<size_t>(options.least)]);
  log.sink->set_color(options.color);
}

void LogInfo(std::string_view message) {
  Write(spdlog::level::info, message);
}
void LogWarning(std::string_view message) {
  Write(spdlog::level::warn, message);
}
void LogError(std::string_view message) {
  Write(spdlog::level::err, message);
}

void SetStatusLine(std::string_view line) {
  TheLog().sink->SetStatus(line);
}

}  // namespace millrace
