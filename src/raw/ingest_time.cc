#include "raw/ingest_time.h"

#include "core/time.h"

namespace millrace {
namespace {

constexpr int64_t kSmallestOf10Digits = 1'000'000'000;
constexpr int64_t kGreatestOf10Digits = 9'999'999'999;

}  // namespace

IngestTime ReadIngestTime(std::optional<int64_t> sent) {
  if (!sent) return {};
  if (IsEventTime(*sent)) return {.msec = sent};
  if (*sent >= kSmallestOf10Digits && *sent <= kGreatestOf10Digits) return {.msec = *sent * 1000, .in_seconds = true};
  return {};
}

std::string IngestTimeFault(std::optional<int64_t> sent) {
  if (!sent) return "ingest_time is missing or not an integer";
  return "ingest_time " + std::to_string(*sent) +
         (*sent < kEarliestEventMs ? " is before the year 2000" : " is after the year 9999");
}

}  // namespace millrace
