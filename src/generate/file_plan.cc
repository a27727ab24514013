#include "generate/file_plan.h"

#include <algorithm>
#include <array>

#include "core/hex.h"
#include "generate/calendar.h"

namespace millrace::generate {

namespace {

constexpr int64_t kHourMs = 3'600'000;
// The prefixes of names, by client.
constexpr std::array<std::string_view, kTrafficClientCount> kNamePrefixes{"collect-", "gtm-", "sensors-"};
constexpr std::string_view kNameEnd = ".gz";
constexpr uint64_t kBytesPerEvent = 1000;
// Results in files of about 3 MB.
constexpr uint64_t kRawBytesPerFile = 12'000'000;
// Far fewer than the average, so that a file can refer to visitors of another file by number.
constexpr uint64_t kEventsPerSureVisitor = 40;

// The distribution over a day of a shop that sells worldwide, by UTC hour.
constexpr std::array<uint32_t, 24> kHourWeights{70,  62,  58,  56,  58,  64,  72,  84,  94,  102, 108, 112,
                                                116, 122, 128, 132, 134, 132, 128, 124, 118, 108, 96,  82};

// Removes the part before the next '-' and returns whether it consists of one or more of `digits`.
bool SkipPart(std::string_view& name, std::string_view digits) {
  const size_t length = std::min(name.find_first_not_of(digits), name.size());
  const bool dash = length < name.size() && name[length] == '-';
  name.remove_prefix(length + (dash ? 1 : 0));
  return length > 0 && (dash || name.empty());
}

}  // namespace

// Strict, because matching files may be removed.
bool IsGeneratedName(TrafficClient client, std::string_view path) {
  const std::string_view prefix = kNamePrefixes[static_cast<size_t>(client)];
  std::string_view name = path.substr(path.rfind('/') + 1);
  if (!name.starts_with(prefix) || !name.ends_with(kNameEnd)) return false;
  name.remove_prefix(prefix.size());
  name.remove_suffix(kNameEnd.size());
  constexpr std::string_view kDigits = "0123456789";
  return SkipPart(name, kDigits) && SkipPart(name, kDigits) && name.size() == 8 && SkipPart(name, kHexDigits);
}

std::vector<FilePlan> PlanFiles(const GeneratorOptions& options) {
  const bool by_events = options.events != 0;
  const uint64_t total = by_events ? options.events : options.bytes;
  const uint64_t bytes = by_events ? options.events * kBytesPerEvent : options.bytes;
  const auto hours = static_cast<uint64_t>(options.hours);
  const uint64_t servers = options.files_per_hour > 0 ? static_cast<uint64_t>(options.files_per_hour)
                                                      : std::max<uint64_t>(1, bytes / hours / kRawBytesPerFile);
  const auto weight = [&](uint64_t hour) {
    return kHourWeights[static_cast<size_t>(UtcTime(options.start_ms + static_cast<int64_t>(hour) * kHourMs).hour())];
  };
  uint64_t all_weights = 0;
  for (uint64_t hour = 0; hour < hours; ++hour) all_weights += weight(hour) * servers;

  std::vector<FilePlan> plans;
  uint64_t weights_before = 0;
  uint64_t given = 0;
  TextBuffer path;
  for (uint64_t hour = 0; hour < hours; ++hour) {
    for (uint64_t server = 0; server < servers; ++server) {
      // Cumulative shares, so that the budgets of the files add up to exactly the total.
      weights_before += weight(hour);
      const auto until = static_cast<uint64_t>(static_cast<unsigned __int128>(total) * weights_before / all_weights);
      const uint64_t amount = until - given;
      given = until;
      if (amount == 0) continue;  // fewer events than files
      FilePlan plan;
      plan.begin_ms = options.start_ms + static_cast<int64_t>(hour) * kHourMs;
      plan.end_ms = plan.begin_ms + kHourMs;
      plan.hour = static_cast<int>(hour);
      plan.server = static_cast<int>(server);
      (by_events ? plan.budget.events : plan.budget.bytes) = amount;
      plan.expected_visitors = (by_events ? amount : amount / kBytesPerEvent) / kEventsPerSureVisitor;
      const UtcTime time(plan.begin_ms);
      path.Clear();
      path << options.output << "/year=";
      path.AppendPadded(time.year(), 4);
      path << "/month=";
      path.AppendPadded(time.month(), 2);
      path << "/day=";
      path.AppendPadded(time.day(), 2);
      path << "/hour=";
      path.AppendPadded(time.hour(), 2);
      path << '/' << kNamePrefixes[static_cast<size_t>(options.client)] << static_cast<int64_t>(server + 1) << '-'
           << plan.begin_ms / 1000 << '-';
      path.AppendHex(MixKey(options.seed, hour, server), 8);
      path << kNameEnd;
      plan.path = path.view();
      plans.push_back(std::move(plan));
    }
  }
  return plans;
}

}  // namespace millrace::generate
