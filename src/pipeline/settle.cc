#include "pipeline/settle.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "core/quantity.h"

namespace millrace {
namespace {

constexpr auto kPoll = std::chrono::milliseconds(100);

}  // namespace

int64_t TimeToSettle(std::span<const PlannedFile> unsettled, const SettleOptions& options, int64_t now_ns) {
  int64_t longest = 0;
  for (const PlannedFile& file : unsettled) {
    const bool in_future = file.info.modified_ns > now_ns;
    if (!in_future && !options.wait) continue;
    const int64_t oldest_ns = now_ns - options.age_ns;
    if (file.info.modified_ns <= oldest_ns) continue;
    longest = std::max(longest, in_future ? options.age_ns : file.info.modified_ns - oldest_ns);
  }
  return longest;
}

bool WaitToSettle(std::span<const PlannedFile> unsettled, int64_t wait_ns, const SettleOptions& options,
                  const std::function<bool()>& stop) {
  using SteadyClock = std::chrono::steady_clock;
  if (options.on_wait) options.on_wait(unsettled.size(), wait_ns);
  const auto end = SteadyClock::now() + std::chrono::nanoseconds(wait_ns);
  while (SteadyClock::now() < end) {
    if (stop && stop()) return false;
    std::this_thread::sleep_for(std::min<SteadyClock::duration>(kPoll, end - SteadyClock::now()));
  }
  return true;
}

std::vector<std::string> StillWritten(std::span<const PlannedFile> before, std::span<const PlannedFile> after) {
  std::vector<std::string> changed;
  for (const PlannedFile& file : after) {
    const auto old = std::ranges::lower_bound(before, file.name, {}, &PlannedFile::name);
    if (old == before.end() || old->name != file.name) continue;
    changed.push_back(file.name + " (" + FormatCount(old->info.size) + " → " + FormatCount(file.info.size) + " bytes)");
  }
  return changed;
}

}  // namespace millrace
