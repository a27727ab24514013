#include "kernel/request.h"

#include <array>
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
  static constexpr std::array<std::string_view, kProcessKeyCount> kNames = {"rid",
                                                                            "ingest_time",
                                                                            "input_file_name",
                                                                            "source_ip",
                                                                            "process_job_id",
                                                                            "process_time",
                                                                            "upload_time",
                                                                            "event_timestamp_adjusted",
                                                                            "event_timestamp_adjusted_from",
                                                                            "event_timestamp_adjusted_to",
                                                                            "event_timestamp_adjusted_reason",
                                                                            "event_name",
                                                                            "first_event_name",
                                                                            "latest_event_name"};
  return kNames[key];
}

std::string IsoTime(int64_t msec) {
  // Beyond the years that nanoseconds can hold, the number itself is all that can be said.
  if (msec > INT64_MAX / 1'000'000 || msec < INT64_MIN / 1'000'000) return std::to_string(msec);
  return FormatInstant(msec * 1'000'000);
}

}  // namespace millrace
