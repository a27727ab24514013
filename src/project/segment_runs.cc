#include "project/segment_runs.h"

#include <algorithm>

#include "workflow/clock.h"

#include "core/cancelled.h"
#include "core/log.h"
#include "core/time.h"
#include "pipeline/job_id.h"

namespace millrace {

SegmentRuns::SegmentRuns(SavedConsole& saved, SegmentRunOptions options)
    : saved_(saved), options_(options), worker_([this](const std::stop_token& stop) { Work(stop); }) {}

SegmentRuns::~SegmentRuns() {
  worker_.request_stop();
}

std::optional<SegmentRunStatus> SegmentRuns::Start(const std::string& app, const std::string& id) {
  if (!saved_.Find(app, DocumentKind::kSegment, id)) return std::nullopt;
  const std::lock_guard lock(mutex_);
  if (auto unfinished = Unfinished(app, id)) return unfinished;
  if (queue_.size() >= options_.most_waiting) {
    throw SegmentRunsBusy(std::to_string(queue_.size()) +
                          " runs of segments are waiting; try again when some have ended");
  }
  queue_.push_back(
      {.state = SegmentRunState::kWaiting, .run = {.app = app, .segment = id, .started_ns = WallClockNs()}});
  asked_.notify_all();
  return queue_.back();
}

std::vector<SegmentRunStatus> SegmentRuns::List(const std::string& app, const std::string& id) {
  std::vector<SegmentRunStatus> list;
  {
    const std::lock_guard lock(mutex_);
    if (auto unfinished = Unfinished(app, id)) list.push_back(std::move(*unfinished));
  }
  std::vector<SegmentRun> finished = saved_.Runs(app, id);
  // A run is recorded before it leaves the queue.
  if (!list.empty() && !finished.empty() && finished.front().started_ns >= list.front().run.started_ns) list.clear();
  for (SegmentRun& run : finished) {
    const SegmentRunState state = run.is_done ? SegmentRunState::kDone : SegmentRunState::kFailed;
    list.push_back({.state = state, .run = std::move(run)});
  }
  return list;
}

// Under the mutex.
std::optional<SegmentRunStatus> SegmentRuns::Unfinished(const std::string& app, const std::string& id) const {
  const auto found = std::ranges::find_if(
      queue_, [&](const SegmentRunStatus& each) { return each.run.app == app && each.run.segment == id; });
  return found == queue_.end() ? std::nullopt : std::optional(*found);
}

void SegmentRuns::Work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (asked_.wait(lock, stop, [&] { return !queue_.empty(); }) && !stop.stop_requested()) {
    SegmentRunStatus& first = queue_.front();
    first.state = SegmentRunState::kRunning;
    first.run.started_ns = WallClockNs();
    const SegmentRun run = first.run;
    lock.unlock();
    Run(run, stop);
    lock.lock();
    queue_.pop_front();
  }
}

void SegmentRuns::Run(const SegmentRun& run, const std::stop_token& stop) {
  std::stop_source limited;
  const std::stop_callback passed_on(stop, [&] { limited.request_stop(); });
  MachineClock clock({});
  const auto alarm =
      clock.RingAfter(std::chrono::nanoseconds(options_.time_limit).count(), [&] { limited.request_stop(); });
  try {
    try {
      saved_.RunSegment(run.app, run.segment, limited.get_token());
    } catch (const Cancelled&) {
      saved_.RecordFailure(run, stop.stop_requested() ? "the server ended before the run did"
                                                      : "it was stopped, because it took longer than " +
                                                            FormatDuration(options_.time_limit.count()));
    }
  } catch (const std::exception& error) {
    LogError("the run of the segment " + run.segment + " of " + run.app + " could not be recorded: " + error.what());
  }
}

}  // namespace millrace
