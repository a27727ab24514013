#include "serve/live_feed.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "http/problem.h"
#include "ledger/sqlite_ledger.h"
#include "project/progress_note.h"
#include "project/workflow_runs.h"
#include "serve/operation_json.h"

namespace millrace {
namespace {

// What is looked at: more do not change within a second.
constexpr size_t kRunsWatched = 30;
constexpr size_t kJobsWatched = 30;

}  // namespace

LiveFeed::LiveFeed(Project& project, Authentication& authentication, std::function<void(const std::string& line)> warn,
                   LiveFeedOptions options)
    : project_(project),
      authentication_(authentication),
      warn_(std::move(warn)),
      options_(options),
      thread_([this](const std::stop_token& stop) { Serve(stop); }) {}

LiveFeed::~LiveFeed() {
  thread_.request_stop();
  thread_.join();
  for (const Listener& each : listeners_) each.stream->Close();
}

std::shared_ptr<http::EventStream> LiveFeed::Open(const http::Request& request, const Caller& caller) {
  const std::string key = caller.user.empty() ? request.client : caller.user;
  const std::scoped_lock lock(mutex_);
  DropEnded();
  if (listeners_.size() >= options_.streams) {
    throw http::ProblemError(
        {.status = 503, .detail = "too many pages listen; try again later", .parameter = {}, .retry_after_s = 30});
  }
  if (std::ranges::count(listeners_, key, &Listener::key) >= static_cast<std::ptrdiff_t>(options_.streams_of_caller)) {
    throw http::ProblemError({.status = 429,
                              .detail = "you have too many pages open that listen; close one",
                              .parameter = {},
                              .retry_after_s = 30});
  }
  Listener listener{.stream = std::make_shared<http::EventStream>(),
                    .request = request,
                    .key = key,
                    .checked_at = std::chrono::steady_clock::now()};
  listener.request.body.clear();
  listener.request.stop = {};
  auto stream = listener.stream;
  listeners_.push_back(std::move(listener));
  opened_.notify_one();
  return stream;
}

void LiveFeed::DropEnded() {
  std::erase_if(listeners_, [](const Listener& each) { return each.stream->closed(); });
}

void LiveFeed::Serve(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      DropEnded();
      if (listeners_.empty()) has_looked_ = false;
      if (!opened_.wait(lock, stop, [this] { return !listeners_.empty(); })) return;
    }
    std::string failure;
    try {
      Look();
    } catch (const std::exception& error) {
      failure = error.what();
      ledger_ = nullptr;
    }
    if (!failure.empty() && failure != last_failure_) warn_("live events: " + failure);
    last_failure_ = failure;
    GreetNew();
    CheckSessions();
    std::unique_lock lock(mutex_);
    opened_.wait_for(lock, stop, options_.look, [this] {
      return std::ranges::any_of(listeners_, [](const Listener& each) { return each.is_new; });
    });
  }
}

LiveFeed::Told LiveFeed::RunsNow() {
  WorkflowStore& workflows = ledger_->workflows();
  std::vector<WorkflowRun> runs = workflows.Recent("", kRunsWatched);
  for (WorkflowRun& run : workflows.Unfinished("", kRunsWatched)) runs.push_back(std::move(run));
  Told now;
  for (const WorkflowRun& run : runs) {
    const auto known = runs_.find(run.id);
    if (known != runs_.end() && known->second.is_final) {
      now.insert(*known);
    } else {
      now[run.id] = {.json = ApiRunObject(DetailsOf(*ledger_, run)).Finish(), .is_final = run.over()};
    }
  }
  return now;
}

LiveFeed::Told LiveFeed::JobsNow() {
  Told now;
  for (const LedgerJob& job : ledger_->jobs().Recent(kJobsWatched)) {
    now[job.id] = {.json = JobObject(job).Finish(), .is_final = job.finished_ns != 0};
  }
  return now;
}

bool LiveFeed::Tell(std::string_view event, Told& told, Told now) {
  bool has_changed = false;
  for (const auto& [id, object] : now) {
    const auto known = told.find(id);
    if (known != told.end() && known->second.json == object.json) continue;
    has_changed = true;
    if (has_looked_) Send(event, object.json);
  }
  told = std::move(now);
  return has_changed;
}

void LiveFeed::Look() {
  const Config& config = project_.config();
  if (ledger_ == nullptr && LedgerExists(LedgerPath(config.state, config.project))) {
    ledger_ = project_.OpenLedgerToRead();
  }
  bool has_changed = false;
  if (ledger_ != nullptr) {
    has_changed |= Tell("run", runs_, RunsNow());
    has_changed |= Tell("job", jobs_, JobsNow());
    const int64_t loads = ledger_->warehouse_marks().Loads().changes;
    has_changed |= std::exchange(load_changes_, loads) != loads;
  }
  Told progress;
  for (const WorkProgress& each : ProgressOf(config)) progress[each.work].json = ProgressJson(each);
  Tell("progress", progress_, std::move(progress));
  if (has_changed && has_looked_) Send("operation", "{}");
  has_looked_ = true;
}

void LiveFeed::Send(std::string_view event, const std::string& data) {
  const std::scoped_lock lock(mutex_);
  for (const Listener& each : listeners_) each.stream->Send(event, data);
}

void LiveFeed::GreetNew() {
  const std::scoped_lock lock(mutex_);
  for (Listener& each : listeners_) {
    if (std::exchange(each.is_new, false)) each.stream->Send("operation", "{}");
  }
}

void LiveFeed::CheckSessions() {
  std::vector<Listener> due;
  {
    const std::scoped_lock lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    for (Listener& each : listeners_) {
      if (now - each.checked_at < options_.session_check) continue;
      each.checked_at = now;
      due.push_back(each);
    }
  }
  // Without the lock: it may ask the ledger.
  for (const Listener& each : due) {
    try {
      const Caller caller = authentication_.Identify(each.request);
      if (caller.scope < Scope::kRead || caller.apps) each.stream->Close();
    } catch (const std::exception&) {
      each.stream->Close();
    }
  }
}

}  // namespace millrace
