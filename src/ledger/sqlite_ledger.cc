#include "ledger/sqlite_ledger.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include "core/error.h"
#include "ledger/sqlite.h"
#include "ledger/sqlite_schema.h"
#include "ledger/sqlite_workflows.h"

namespace millrace {
namespace {

constexpr std::array<std::string_view, 6> kKindNames = {"process", "replay", "compact", "erase", "expire", "re-enrich"};
constexpr std::array<std::string_view, 5> kStateNames = {"running", "publishing", "committed", "failed", "abandoned"};

template <typename Enum, size_t N>
Enum FindName(const std::array<std::string_view, N>& names, std::string_view name) {
  for (size_t i = 0; i < N; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  throw SystemError("the ledger holds an unknown word: " + std::string(name));
}

constexpr std::string_view kJobColumns = "id, kind, state, started_ns, finished_ns, host, pid, counters, error";

constexpr std::string_view kOutputColumns = "staged_path, final_path, table_name, partition, rows, bytes";
constexpr const char* kStray =
    "job IN (SELECT no FROM jobs WHERE state <> 'committed' AND state IN ('failed', 'abandoned'))";

LedgerJob JobOf(const SqliteStatement& row) {
  return {.id = std::string(row.Text(0)),
          .kind = FindName<JobKind>(kKindNames, row.Text(1)),
          .state = FindName<JobState>(kStateNames, row.Text(2)),
          .started_ns = row.Number(3),
          .finished_ns = row.Number(4),
          .host = std::string(row.Text(5)),
          .pid = row.Number(6),
          .counters = std::string(row.Text(7)),
          .error = std::string(row.Text(8))};
}

class SqliteLedger : public Ledger {
 public:
  explicit SqliteLedger(const std::string& path) : connection_(path) {
    // Who holds the project's lock writes alone; a reader's checkpoint may still hold the file for moments.
    connection_.Run("PRAGMA busy_timeout = 10000");
    OpenSchema(connection_, path);
    connection_.Run("PRAGMA foreign_keys = ON");
  }

  void RefuseChanges() { connection_.Run("PRAGMA query_only = ON"); }

  void BeginJob(const LedgerJob& job, std::span<const LedgerFile> files) override {
    SqliteTransaction transaction(connection_);
    SqliteStatement(connection_,
                    "INSERT INTO jobs (id, kind, state, started_ns, host, pid) VALUES (?, ?, 'running', ?, ?, ?)")
        .Bind(job.id)
        .Bind(JobKindName(job.kind))
        .Bind(job.started_ns)
        .Bind(job.host)
        .Bind(job.pid)
        .Run();
    const int64_t number = NumberOf(job.id, "running");
    SqliteStatement claim(connection_, "INSERT INTO raw_files (path, size, modified_ns, job) VALUES (?, ?, ?, ?)");
    for (const LedgerFile& file : files) {
      claim.Bind(file.path).Bind(static_cast<int64_t>(file.size)).Bind(file.modified_ns).Bind(number).Run();
    }
    transaction.Commit();
  }

  void NoteOutput(std::string_view job_id, const LedgerOutput& output) override {
    SqliteTransaction transaction(connection_);
    PutOutput(NumberOf(job_id, "running"), output);
    transaction.Commit();
  }

  std::vector<LedgerOutput> StrayOutputs() override {
    SqliteStatement rows(connection_, "SELECT " + std::string(kOutputColumns) + " FROM outputs WHERE " + kStray);
    return OutputsOf(rows);
  }

  void ForgetStrayOutputs(int64_t ended_ns) override {
    SqliteTransaction transaction(connection_);
    SqliteStatement(connection_, "DELETE FROM outputs WHERE " + std::string(kStray) +
                                     " AND job IN (SELECT no FROM jobs WHERE finished_ns <= ?)")
        .Bind(ended_ns)
        .Run();
    transaction.Commit();
  }

  std::vector<LedgerOutput> CommittedOutputs(int64_t since_ns) override {
    SqliteStatement rows(connection_, "SELECT " + std::string(kOutputColumns) +
                                          " FROM outputs WHERE job IN (SELECT no FROM jobs WHERE state = 'committed' "
                                          "AND finished_ns > ?)");
    rows.Bind(since_ns);
    return OutputsOf(rows);
  }

  void Retire(std::string_view job_id, std::span<const RetiredFile> retired) override {
    SqliteTransaction transaction(connection_);
    const int64_t number = NumberOf(job_id, "running");
    SqliteStatement insert(connection_, "INSERT INTO retired (path, table_name, bytes, job) VALUES (?, ?, ?, ?)");
    for (const RetiredFile& file : retired) {
      insert.Bind(file.path).Bind(file.table).Bind(static_cast<int64_t>(file.bytes)).Bind(number).Run();
    }
    transaction.Commit();
  }

  void RecordErasure(std::string_view job_id, std::string_view record) override {
    SqliteTransaction transaction(connection_);
    SqliteStatement(connection_, "INSERT INTO erasures VALUES (?, ?)")
        .Bind(NumberOf(job_id, "running"))
        .Bind(record)
        .Run();
    transaction.Commit();
  }

  std::vector<std::string> Erasures() override {
    std::vector<std::string> records;
    SqliteStatement rows(
        connection_, "SELECT record FROM erasures JOIN jobs ON no = job WHERE state = 'committed' ORDER BY no DESC");
    while (rows.Step()) records.emplace_back(rows.Text(0));
    return records;
  }

  void BeginPublish(std::string_view job_id, std::span<const LedgerOutput> outputs, std::span<const RejectKey> replayed,
                    std::string_view counters) override {
    SqliteTransaction transaction(connection_);
    const int64_t number = NumberOf(job_id, "running");
    for (const LedgerOutput& output : outputs) PutOutput(number, output);
    SqliteStatement mark(connection_, "INSERT INTO replayed VALUES (?, ?, ?, ?, ?)");
    for (const RejectKey& key : replayed) {
      mark.Bind(key.source_file)
          .Bind(key.line)
          .Bind(int64_t{key.bundle_index})
          .Bind(static_cast<int64_t>(key.fingerprint))
          .Bind(number)
          .Run();
    }
    SqliteStatement(connection_, "UPDATE jobs SET state = 'publishing', counters = ? WHERE no = ?")
        .Bind(counters)
        .Bind(number)
        .Run();
    transaction.Commit();
  }

  void Commit(std::string_view job_id, int64_t finished_ns) override {
    SqliteTransaction transaction(connection_);
    SqliteStatement(connection_, "UPDATE jobs SET state = 'committed', finished_ns = ? WHERE no = ?")
        .Bind(finished_ns)
        .Bind(NumberOf(job_id, "publishing"))
        .Run();
    transaction.Commit();
  }

  void Release(std::string_view job_id, JobState state, std::string_view error, int64_t finished_ns) override {
    MILLRACE_CHECK(state == JobState::kFailed || state == JobState::kAbandoned);
    SqliteTransaction transaction(connection_);
    GiveBack(NumberOf(job_id, "running"), state, error, finished_ns);
    transaction.Commit();
  }

  void TakeBack(std::string_view job_id, std::string_view error, int64_t finished_ns) override {
    SqliteTransaction transaction(connection_);
    const int64_t number = NumberOf(job_id, "publishing");
    SqliteStatement(connection_, "DELETE FROM replayed WHERE job = ?").Bind(number).Run();
    GiveBack(number, JobState::kAbandoned, error, finished_ns);
    transaction.Commit();
  }

  void ForEachFile(std::string_view first, std::string_view last,
                   const std::function<void(const KnownFile&)>& visit) override {
    SqliteStatement rows(connection_,
                         "SELECT path, size, modified_ns, id, state FROM raw_files CROSS JOIN jobs ON no = job "
                         "WHERE path BETWEEN ? AND ? ORDER BY path");
    rows.Bind(first).Bind(last);
    KnownFile file;
    while (rows.Step()) {
      file.path = rows.Text(0);
      file.size = static_cast<uint64_t>(rows.Number(1));
      file.modified_ns = rows.Number(2);
      file.job_id = rows.Text(3);
      file.state = FindName<JobState>(kStateNames, rows.Text(4));
      visit(file);
    }
  }

  std::vector<LedgerJob> UnfinishedJobs() override {
    return Jobs("WHERE state <> 'committed' AND state IN ('running', 'publishing') ORDER BY no");
  }

  std::vector<LedgerJob> RecentJobs(size_t limit) override {
    return Jobs("ORDER BY no DESC LIMIT " + std::to_string(limit));
  }

  std::unordered_set<std::string> UncommittedJobs() override {
    std::unordered_set<std::string> ids;
    SqliteStatement rows(connection_, "SELECT id FROM jobs WHERE state <> 'committed'");
    while (rows.Step()) ids.emplace(rows.Text(0));
    return ids;
  }

  std::vector<LedgerOutput> Outputs(std::string_view job_id) override {
    SqliteStatement rows(connection_, "SELECT " + std::string(kOutputColumns) +
                                          " FROM outputs JOIN jobs ON no = job WHERE id = ? ORDER BY final_path");
    rows.Bind(job_id);
    return OutputsOf(rows);
  }

  void ForEachReplayed(const std::function<void(const RejectKey&)>& visit) override {
    SqliteStatement rows(connection_, "SELECT source_file, line, bundle_index, fingerprint FROM replayed");
    RejectKey key;
    while (rows.Step()) {
      key.source_file = rows.Text(0);
      key.line = rows.Number(1);
      key.bundle_index = static_cast<int32_t>(rows.Number(2));
      key.fingerprint = static_cast<uint64_t>(rows.Number(3));
      visit(key);
    }
  }

  void CopyTo(const std::string& path) override { SqliteStatement(connection_, "VACUUM INTO ?").Bind(path).Run(); }
  std::unordered_set<std::string> RetiredFiles() override { return Retired("removed = 0 AND "); }
  std::unordered_set<std::string> AllRetiredFiles() override { return Retired(""); }

  void MarkRetiredRemoved() override {
    SqliteTransaction transaction(connection_);
    connection_.Run(
        "UPDATE retired SET removed = 1 WHERE removed = 0 AND job IN (SELECT no FROM jobs WHERE state = 'committed')");
    transaction.Commit();
  }

  LedgerSummary Summary() override {
    const auto number = [&](const std::string& sql) { return static_cast<uint64_t>(connection_.Number(sql)); };
    const std::string done = " JOIN jobs ON no = job WHERE state = 'committed'";
    return {.files_done = number("SELECT count(*) FROM raw_files" + done),
            .bytes_done = number("SELECT ifnull(sum(size), 0) FROM raw_files" + done),
            .jobs_committed = number("SELECT count(*) FROM jobs WHERE state = 'committed'"),
            .jobs_failed = number("SELECT count(*) FROM jobs WHERE state <> 'committed' AND state IN "
                                  "('failed', 'abandoned')"),
            .rejects_replayed = number("SELECT count(*) FROM replayed" + done)};
  }

  void SaveWorkflow(const WorkflowRun& run) override { millrace::SaveWorkflow(connection_, run); }
  std::vector<WorkflowRun> Workflows(std::string_view workflow, size_t limit) override {
    return ReadWorkflows(connection_, workflow, limit);
  }
  void SaveSchedule(const ScheduleState& schedule) override { millrace::SaveSchedule(connection_, schedule); }
  std::optional<ScheduleState> FindSchedule(std::string_view name) override { return ReadSchedule(connection_, name); }

 private:
  void GiveBack(int64_t job, JobState state, std::string_view error, int64_t finished_ns) {
    for (const char* table : {"raw_files", "retired", "erasures"}) {
      SqliteStatement(connection_, "DELETE FROM " + std::string(table) + " WHERE job = ?").Bind(job).Run();
    }
    SqliteStatement(connection_, "UPDATE jobs SET state = ?, error = ?, finished_ns = ? WHERE no = ?")
        .Bind(JobStateName(state))
        .Bind(error)
        .Bind(finished_ns)
        .Bind(job)
        .Run();
  }

  // What was noted before is replaced.
  void PutOutput(int64_t job, const LedgerOutput& output) {
    SqliteStatement(connection_, "INSERT OR REPLACE INTO outputs VALUES (?, ?, ?, ?, ?, ?, ?)")
        .Bind(job)
        .Bind(output.final_path)
        .Bind(output.staged_path)
        .Bind(output.table)
        .Bind(output.partition)
        .Bind(static_cast<int64_t>(output.rows))
        .Bind(static_cast<int64_t>(output.bytes))
        .Run();
  }

  static std::vector<LedgerOutput> OutputsOf(SqliteStatement& rows) {
    std::vector<LedgerOutput> outputs;
    while (rows.Step()) {
      outputs.push_back({.staged_path = std::string(rows.Text(0)),
                         .final_path = std::string(rows.Text(1)),
                         .table = std::string(rows.Text(2)),
                         .partition = std::string(rows.Text(3)),
                         .rows = static_cast<uint64_t>(rows.Number(4)),
                         .bytes = static_cast<uint64_t>(rows.Number(5))});
    }
    return outputs;
  }

  std::unordered_set<std::string> Retired(const std::string& condition) {
    std::unordered_set<std::string> paths;
    SqliteStatement rows(connection_,
                         "SELECT path FROM retired JOIN jobs ON no = job WHERE " + condition + "state = 'committed'");
    while (rows.Step()) paths.emplace(rows.Text(0));
    return paths;
  }

  // The row number of a job that must be in this state.
  int64_t NumberOf(std::string_view job_id, std::string_view state) {
    SqliteStatement row(connection_, "SELECT no FROM jobs WHERE id = ? AND state = ?");
    row.Bind(job_id).Bind(state);
    if (!row.Step()) {
      throw InternalError("the ledger holds no " + std::string(state) + " job " + std::string(job_id));
    }
    return row.Number(0);
  }

  std::vector<LedgerJob> Jobs(const std::string& condition) {
    std::vector<LedgerJob> jobs;
    SqliteStatement rows(connection_, "SELECT " + std::string(kJobColumns) + " FROM jobs " + condition);
    while (rows.Step()) jobs.push_back(JobOf(rows));
    return jobs;
  }

  SqliteConnection connection_;
};

// Makes a folder so that its name survives a loss of power: a ledger that vanished would have everything read again.
void MakeDurableFolder(const std::filesystem::path& folder) {
  if (folder.empty() || std::filesystem::exists(folder)) return;
  const std::filesystem::path parent = folder.parent_path();
  MakeDurableFolder(parent);
  std::error_code error;
  std::filesystem::create_directory(folder, error);
  if (error) throw SystemError("cannot make folder " + folder.string() + ": " + error.message());
  const std::string parent_name = parent.empty() ? "." : parent.string();
  const int fd = ::open(parent_name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = fd >= 0 && ::fsync(fd) == 0;
  const int sync_error = errno;
  if (fd >= 0) ::close(fd);
  if (!synced) throw SystemError("cannot sync folder " + parent_name + ": " + std::strerror(sync_error));
}

}  // namespace

std::string_view JobKindName(JobKind kind) {
  return kKindNames[static_cast<size_t>(kind)];
}

std::string_view JobStateName(JobState state) {
  return kStateNames[static_cast<size_t>(state)];
}

std::string LedgerPath(const std::string& state_folder, const std::string& project) {
  return state_folder + "/" + project + ".db";
}

std::unique_ptr<Ledger> OpenSqliteLedger(const std::string& path) {
  MakeDurableFolder(std::filesystem::path(path).parent_path());
  return std::make_unique<SqliteLedger>(path);
}

std::unique_ptr<Ledger> OpenSqliteLedgerToRead(const std::string& path) {
  auto ledger = std::make_unique<SqliteLedger>(std::filesystem::exists(path) ? path : ":memory:");
  ledger->RefuseChanges();
  return ledger;
}

}  // namespace millrace
