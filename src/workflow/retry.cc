#include "workflow/retry.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace millrace {

int64_t RetryDelayMs(const RetryRule& rule, int attempts_made, std::string_view name) {
  auto delay = static_cast<double>(rule.first_delay_ms);
  const auto longest = static_cast<double>(rule.longest_delay_ms);
  for (int i = 1; i < attempts_made && delay < longest; ++i) delay *= rule.backoff;
  const auto whole = static_cast<int64_t>(std::min(delay, longest));
  if (!rule.jitter) return whole;
  return whole - static_cast<int64_t>(XXH3_64bits(name.data(), name.size()) % static_cast<uint64_t>(whole / 2 + 1));
}

int AttemptsAllowed(const std::vector<RetryRule>& rules) {
  int retries = 0;
  for (const RetryRule& rule : rules) retries = std::max(retries, rule.retries);
  return 1 + retries;
}

}  // namespace millrace
