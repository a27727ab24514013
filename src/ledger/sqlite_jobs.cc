#include "ledger/sqlite_jobs.h"

#include <array>
#include <utility>

#include "core/error.h"
#include "ledger/sqlite_leases.h"

namespace millrace {
namespace {

constexpr std::array<std::string_view, 8> kKindNames = {"process", "replay",    "compact", "erase",
                                                        "expire",  "re-enrich", "again",   "load"};
constexpr std::array<std::string_view, 5> kJobStateNames = {"running", "publishing", "committed", "failed",
                                                            "abandoned"};

constexpr std::string_view kJobColumns =
    "SELECT id, kind, state, started_ns, finished_ns, host, pid, counters, error FROM jobs ";
// Bind the name of a kind and of a state; an empty one is any.
constexpr std::string_view kJobFilter = "WHERE ? IN ('', kind) AND ? IN ('', state) ";

template <typename Enum, size_t N>
std::optional<Enum> MaybeName(const std::array<std::string_view, N>& names, std::string_view name) {
  for (size_t i = 0; i < N; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

template <typename Enum, size_t N>
Enum FindName(const std::array<std::string_view, N>& names, std::string_view name) {
  if (const auto found = MaybeName<Enum>(names, name)) return *found;
  throw SystemError("the ledger contains an unknown word: " + std::string(name));
}

std::vector<LedgerJob> JobsOf(SqliteStatement& rows) {
  std::vector<LedgerJob> jobs;
  while (rows.Step()) {
    jobs.push_back({.id = std::string(rows.Text(0)),
                    .kind = FindName<JobKind>(kKindNames, rows.Text(1)),
                    .state = JobStateOf(rows.Text(2)),
                    .started_ns = rows.Number(3),
                    .finished_ns = rows.Number(4),
                    .host = std::string(rows.Text(5)),
                    .pid = rows.Number(6),
                    .counters = std::string(rows.Text(7)),
                    .error = std::string(rows.Text(8))});
  }
  return jobs;
}

std::string_view KindName(const JobFilter& filter) {
  return filter.kind ? JobKindName(*filter.kind) : std::string_view();
}

std::string_view StateName(const JobFilter& filter) {
  return filter.state ? JobStateName(*filter.state) : std::string_view();
}

}  // namespace

std::string_view JobKindName(JobKind kind) {
  return kKindNames[static_cast<size_t>(kind)];
}

std::string_view JobStateName(JobState state) {
  return kJobStateNames[static_cast<size_t>(state)];
}

std::optional<JobKind> FindJobKind(std::string_view name) {
  return MaybeName<JobKind>(kKindNames, name);
}

std::optional<JobState> FindJobState(std::string_view name) {
  return MaybeName<JobState>(kJobStateNames, name);
}

JobState JobStateOf(std::string_view name) {
  return FindName<JobState>(kJobStateNames, name);
}

void SqliteJobs::Begin(const LedgerJob& job, int64_t fence) {
  SqliteTransaction transaction(connection_);
  CheckFence(fence);
  SqliteStatement(connection_,
                  "INSERT INTO jobs (id, kind, state, started_ns, host, pid) VALUES (?, ?, 'running', ?, ?, ?)")
      .Bind(job.id)
      .Bind(JobKindName(job.kind))
      .Bind(job.started_ns)
      .Bind(job.host)
      .Bind(job.pid)
      .Run();
  transaction.Commit();
}

void SqliteJobs::BeginPublish(JobRef job, std::string_view counters) {
  SqliteTransaction transaction(connection_);
  SqliteStatement(connection_, "UPDATE jobs SET state = 'publishing', counters = ? WHERE no = ?")
      .Bind(counters)
      .Bind(NumberOf(job, JobState::kRunning))
      .Run();
  transaction.Commit();
}

void SqliteJobs::Commit(JobRef job, int64_t finished_ns) {
  SqliteTransaction transaction(connection_);
  End(NumberOf(job, JobState::kPublishing), JobState::kCommitted, "", finished_ns);
  transaction.Commit();
}

void SqliteJobs::Release(JobRef job, JobState state, std::string_view error, int64_t finished_ns) {
  MILLRACE_CHECK(state == JobState::kFailed || state == JobState::kAbandoned);
  SqliteTransaction transaction(connection_);
  End(NumberOf(job, JobState::kRunning), state, error, finished_ns);
  transaction.Commit();
}

void SqliteJobs::TakeBack(JobRef job, std::string_view error, int64_t finished_ns) {
  SqliteTransaction transaction(connection_);
  End(NumberOf(job, JobState::kPublishing), JobState::kAbandoned, error, finished_ns);
  transaction.Commit();
}

std::vector<LedgerJob> SqliteJobs::Unfinished() {
  return Select("WHERE state <> 'committed' AND state IN ('running', 'publishing') ORDER BY no");
}

std::vector<LedgerJob> SqliteJobs::Recent(size_t limit, const JobFilter& filter, size_t offset) {
  SqliteStatement rows(connection_,
                       std::string(kJobColumns) + std::string(kJobFilter) + "ORDER BY no DESC LIMIT ? OFFSET ?");
  rows.Bind(KindName(filter)).Bind(StateName(filter));
  return JobsOf(rows.Bind(static_cast<int64_t>(limit)).Bind(static_cast<int64_t>(offset)));
}

uint64_t SqliteJobs::Count(const JobFilter& filter) {
  SqliteStatement row(connection_, "SELECT count(*) FROM jobs " + std::string(kJobFilter));
  row.Bind(KindName(filter)).Bind(StateName(filter)).Step();
  return static_cast<uint64_t>(row.Number(0));
}

std::optional<LedgerJob> SqliteJobs::Find(std::string_view id) {
  SqliteStatement rows(connection_, std::string(kJobColumns) + "WHERE id = ?");
  std::vector<LedgerJob> jobs = JobsOf(rows.Bind(id));
  if (jobs.empty()) return std::nullopt;
  return std::move(jobs[0]);
}

std::vector<LedgerJob> SqliteJobs::BegunIn(int64_t from_ns, int64_t to_ns, size_t limit) {
  return Select("WHERE started_ns >= " + std::to_string(from_ns) + " AND started_ns < " + std::to_string(to_ns) +
                " ORDER BY no DESC LIMIT " + std::to_string(limit));
}

std::unordered_set<std::string> SqliteJobs::Uncommitted() {
  std::unordered_set<std::string> ids;
  SqliteStatement rows(connection_, "SELECT id FROM jobs WHERE state <> 'committed'");
  while (rows.Step()) ids.emplace(rows.Text(0));
  return ids;
}

void SqliteJobs::CheckFence(int64_t fence) {
  SqliteLeases(connection_).CheckFence(kProjectLease, fence);
}

// The row number of a job. Throws InternalError if it is not in this state.
int64_t SqliteJobs::NumberOf(JobRef job, JobState state) {
  CheckFence(job.fence);
  SqliteStatement row(connection_, "SELECT no FROM jobs WHERE id = ? AND state = ?");
  row.Bind(job.id).Bind(JobStateName(state));
  if (!row.Step()) {
    throw InternalError("the ledger holds no " + std::string(JobStateName(state)) + " job " + std::string(job.id));
  }
  return row.Number(0);
}

void SqliteJobs::End(int64_t number, JobState state, std::string_view error, int64_t finished_ns) {
  SqliteStatement(connection_, "UPDATE jobs SET state = ?, error = ?, finished_ns = ? WHERE no = ?")
      .Bind(JobStateName(state))
      .Bind(error)
      .Bind(finished_ns)
      .Bind(number)
      .Run();
}

std::vector<LedgerJob> SqliteJobs::Select(const std::string& condition) {
  SqliteStatement rows(connection_, std::string(kJobColumns) + condition);
  return JobsOf(rows);
}

}  // namespace millrace
