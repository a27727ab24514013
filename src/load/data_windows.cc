#include "load/data_windows.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>

#include <simdjson.h>

#include "workflow/time_zone.h"

#include "core/integer_text.h"
#include "core/time.h"
#include "lake/partition_path.h"

namespace millrace {
namespace {

// Windows follow each other, but for raw files that come late; then the greatest of these counts.
constexpr size_t kRunsLookedAt = 20;

struct Run {
  std::string job_id;
  int64_t end_ms = 0;
};

std::vector<Run> NewestRuns(JobStore& jobs) {
  std::vector<Run> runs;
  simdjson::dom::parser parser;
  for (const LedgerJob& job : jobs.Recent(kRunsLookedAt, {JobKind::kProcess, JobState::kCommitted})) {
    simdjson::dom::element report;
    std::string_view end;
    if (parser.parse(job.counters).get(report) != simdjson::SUCCESS) continue;
    if (report["data_window_end"].get(end) != simdjson::SUCCESS) continue;
    if (const auto instant = ParseInstant(end)) runs.push_back({job.id, *instant / 1'000'000});
  }
  return runs;
}

// Which runs an app waits for.
struct Waiting {
  std::set<std::string, std::less<>> runs;
  // The newest other job of which files wait. What it has may come from any run before it.
  std::string newest_other;
};

class WaitingRuns {
 public:
  WaitingRuns(Ledger& ledger, const std::vector<Run>& runs) {
    for (const Run& run : runs) known_.insert(run.job_id);
    for (const LedgerJob& job : ledger.load_items().JobsToRegister(kAllJobs)) unregistered_.insert(job.id);
    for (const LoadState state : {LoadState::kNew, LoadState::kClaimed, LoadState::kFailed}) Add(ledger, state);
  }

  bool Has(const std::string& app, const std::string& run) const {
    if (unregistered_.contains(run)) return true;
    const auto found = by_app_.find(app);
    return found != by_app_.end() && (found->second.runs.contains(run) || run < found->second.newest_other);
  }

 private:
  void Add(Ledger& ledger, LoadState state) {
    constexpr size_t kPage = 10'000;
    std::string after;
    while (true) {
      const auto page = ledger.load_items().InState(state, "", after, kPage);
      for (const LoadItem& item : page) {
        const auto job = JobOfFileName(std::string_view(item.path).substr(item.path.rfind('/') + 1));
        if (!job) continue;  // of another writer
        Waiting& waiting = by_app_[item.app];
        if (known_.contains(*job)) {
          waiting.runs.emplace(*job);
        } else {
          waiting.newest_other = std::max(waiting.newest_other, std::string(*job));
        }
      }
      if (page.size() < kPage) return;
      after = page.back().path;
    }
  }

  std::set<std::string, std::less<>> known_;
  std::set<std::string, std::less<>> unregistered_;
  std::map<std::string, Waiting> by_app_;
};

std::string StepOf(const std::string& app) {
  return "window " + app;
}

auto LocalDay(const TimeZone& zone, int64_t ms) {
  const WallMinute wall = zone.WallOf(ms / 1000);
  return std::tuple(wall.year, wall.month, wall.day);
}

}  // namespace

std::vector<DataWindow> WindowsToRecord(Ledger& ledger, const LoadOptions& options) {
  std::vector<DataWindow> windows;
  const std::vector<Run> runs = NewestRuns(ledger.jobs());
  if (runs.empty()) return windows;
  const WaitingRuns waiting(ledger, runs);
  for (const RegisteredApp& app : ledger.load_items().Apps()) {
    int64_t end_ms = 0;
    for (const Run& run : runs) {
      if (run.end_ms > end_ms && !waiting.Has(app.app, run.job_id)) end_ms = run.end_ms;
    }
    if (end_ms == 0) continue;
    const auto zone = options.timezones.find(app.app);
    const TimeZone local(zone == options.timezones.end() ? "UTC" : zone->second);
    const auto mark = ledger.warehouse_marks().Find(StepOf(app.app));
    const int64_t recorded_ms = mark ? ParseInteger(mark->state).value_or(0) : 0;
    if (LocalDay(local, end_ms) > LocalDay(local, recorded_ms)) windows.push_back({app.app, end_ms});
  }
  return windows;
}

void MarkRecorded(Ledger& ledger, const DataWindow& window, int64_t fence, int64_t now_ns) {
  ledger.warehouse_marks().Save(StepOf(window.app), {.state = std::to_string(window.end_ms), .at_ns = now_ns},
                                {std::string(kLoadLease), fence});
}

}  // namespace millrace
