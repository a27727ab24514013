#include "kernel/request.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "core/time.h"

namespace millrace {

JobTexts::JobTexts(const JobInfo& job) : job_id(job.job_id), project_id(job.project_id), created_us(job.created_us) {
  process_time = FormatInstant(job.created_us / 1'000'000 * 1'000'000'000);
  std::array<char, 16> fraction;
  std::snprintf(fraction.data(), fraction.size(), ".%09lldZ",
                static_cast<long long>(job.created_us % 1'000'000 * 1000));
  process_time.replace(process_time.size() - 1, 1, fraction.data());
}

std::string_view ProcessKeyName(ProcessKey key) {
  static constexpr std::array<std::string_view, kProcessKeyCount> kNames = {"event_name",
                                                                            "event_timestamp_adjusted",
                                                                            "event_timestamp_adjusted_from",
                                                                            "event_timestamp_adjusted_reason",
                                                                            "event_timestamp_adjusted_to",
                                                                            "first_event_name",
                                                                            "ingest_time",
                                                                            "input_file_name",
                                                                            "latest_event_name",
                                                                            "process_job_id",
                                                                            "process_time",
                                                                            "rid",
                                                                            "source_ip",
                                                                            "upload_time"};
  static_assert(std::ranges::is_sorted(kNames));
  return kNames[key];
}

std::string_view IsoTime(int64_t msec, IsoTimeText& out) {
  constexpr int64_t kDayMs = 86'400'000;
  int64_t day = msec / kDayMs;
  int64_t rest = msec % kDayMs;
  if (rest < 0) {
    rest += kDayMs;
    --day;
  }
  constexpr int64_t kLastDay = 2'932'896;  // 9999-12-31
  constexpr int64_t kFirstDay = -719'162;  // 0001-01-01
  if (day > kLastDay || day < kFirstDay) {
    // Readers would not understand such a date, so the number itself is used.
    const auto [end, error] = std::to_chars(out.data(), out.data() + out.size(), msec);
    return {out.data(), static_cast<size_t>(end - out.data())};
  }
  const CivilDay date = CivilFromDays(static_cast<int32_t>(day));
  char* place = out.data();
  const auto put = [&](int64_t value, int digits, char behind) {
    for (int i = digits; i-- > 0; value /= 10) place[i] = static_cast<char>('0' + value % 10);
    place += digits;
    *place++ = behind;
  };
  put(date.year, 4, '-');
  put(date.month, 2, '-');
  put(date.day, 2, 'T');
  put(rest / 3'600'000, 2, ':');
  put(rest / 60'000 % 60, 2, ':');
  const int64_t fraction = rest % 1000;
  put(rest / 1000 % 60, 2, fraction == 0 ? 'Z' : '.');
  if (fraction != 0) put(fraction, 3, 'Z');
  return {out.data(), static_cast<size_t>(place - out.data())};
}

}  // namespace millrace
