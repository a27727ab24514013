#include "pipeline/job_id.h"

#include <chrono>
#include <cstdio>
#include <ctime>
#include <random>

namespace millrace {

std::string NewJobId(int64_t now_ns) {
  const std::time_t seconds = now_ns / 1'000'000'000;
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  char text[32];
  const size_t length = std::strftime(text, sizeof text, "%Y%m%dT%H%M%S", &utc);
  std::random_device random;
  std::snprintf(text + length, sizeof text - length, "-%06x", random() & 0xFFFFFFU);
  return text;
}

int64_t WallClockNs() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace millrace
