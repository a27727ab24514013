// UTC date and time in the forms of rows and session ids.
#pragma once

#include <chrono>
#include <cstdint>

#include "generate/text_buffer.h"

namespace millrace::generate {

struct UtcTime {
  explicit UtcTime(int64_t ms) {
    const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds{ms}};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    date_ = std::chrono::year_month_day{day};
    of_day_ = std::chrono::hh_mm_ss{time - day};
  }

  int year() const { return static_cast<int>(date_.year()); }
  int month() const { return static_cast<int>(static_cast<unsigned>(date_.month())); }
  int day() const { return static_cast<int>(static_cast<unsigned>(date_.day())); }
  int hour() const { return static_cast<int>(of_day_.hours().count()); }

  // 2025-03-10T00:43:43
  void AppendSeconds(TextBuffer& out) const {
    out.AppendPadded(year(), 4);
    out << '-';
    out.AppendPadded(month(), 2);
    out << '-';
    out.AppendPadded(day(), 2);
    out << 'T';
    out.AppendPadded(hour(), 2);
    out << ':';
    out.AppendPadded(of_day_.minutes().count(), 2);
    out << ':';
    out.AppendPadded(of_day_.seconds().count(), 2);
  }
  // 20250310-004343472
  void AppendCompact(TextBuffer& out) const {
    out.AppendPadded(year() * 10'000 + month() * 100 + day(), 8);
    out << '-';
    out.AppendPadded(hour() * 10'000 + of_day_.minutes().count() * 100 + of_day_.seconds().count(), 6);
    out.AppendPadded(of_day_.subseconds().count(), 3);
  }

 private:
  std::chrono::year_month_day date_;
  std::chrono::hh_mm_ss<std::chrono::milliseconds> of_day_;
};

}  // namespace millrace::generate
