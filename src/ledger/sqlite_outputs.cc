#include "ledger/sqlite_outputs.h"

#include "core/error.h"

namespace millrace {
namespace {

constexpr const char* kColumns = "staged_path, final_path, table_name, partition, rows, bytes";

// The condition that an output is valid, for a row of `outputs` joined with its row of `jobs`.
constexpr const char* kIsValid =
    "jobs.state = 'committed' AND NOT EXISTS (SELECT 1 FROM retired JOIN jobs AS retiring ON retiring.no = retired.job "
    "WHERE retired.path = final_path AND retiring.state = 'committed')";

std::string SelectOutputs(const std::string& condition) {
  return "SELECT " + std::string(kColumns) + " FROM outputs " + condition;
}

// Selects the outputs of failed and abandoned jobs that satisfy a further condition.
std::string IsStray(const std::string& condition = "") {
  return "WHERE job IN (SELECT no FROM jobs WHERE " + std::string(kJobIsDead) + condition + ")";
}

// Reads a row that begins with kColumns.
LedgerOutput OutputOf(const SqliteStatement& row) {
  return {.staged_path = std::string(row.Text(0)),
          .final_path = std::string(row.Text(1)),
          .table = std::string(row.Text(2)),
          .partition = std::string(row.Text(3)),
          .rows = static_cast<uint64_t>(row.Number(4)),
          .bytes = static_cast<uint64_t>(row.Number(5))};
}

std::vector<LedgerOutput> OutputsOf(SqliteStatement& rows) {
  std::vector<LedgerOutput> outputs;
  while (rows.Step()) outputs.push_back(OutputOf(rows));
  return outputs;
}

}  // namespace

void SqliteOutputs::Note(JobRef job, std::span<const LedgerOutput> outputs) {
  SqliteStatement put(connection_, "INSERT OR REPLACE INTO outputs VALUES (?, ?, ?, ?, ?, ?, ?)");
  jobs_.WriteRows(job, outputs, [&](const LedgerOutput& output, int64_t number) {
    put.Bind(number)
        .Bind(output.final_path)
        .Bind(output.staged_path)
        .Bind(output.table)
        .Bind(output.partition)
        .Bind(static_cast<int64_t>(output.rows))
        .Bind(static_cast<int64_t>(output.bytes))
        .Run();
  });
}

std::vector<LedgerOutput> SqliteOutputs::OfJob(std::string_view job_id) {
  SqliteStatement rows(connection_, SelectOutputs("JOIN jobs ON no = job WHERE id = ? ORDER BY final_path"));
  rows.Bind(job_id);
  return OutputsOf(rows);
}

std::vector<LedgerOutput> SqliteOutputs::CommittedSince(int64_t since_ns) {
  SqliteStatement rows(
      connection_, SelectOutputs("WHERE job IN (SELECT no FROM jobs WHERE state = 'committed' AND finished_ns > ?)"));
  rows.Bind(since_ns);
  return OutputsOf(rows);
}

std::optional<LedgerOutput> SqliteOutputs::NewestValid() {
  // With CROSS JOIN SQLite keeps this order, so it stops at the first job that has an output.
  SqliteStatement row(connection_, "SELECT " + std::string(kColumns) +
                                       " FROM jobs CROSS JOIN outputs ON outputs.job = jobs.no WHERE " + kIsValid +
                                       " ORDER BY jobs.no DESC LIMIT 1");
  if (!row.Step()) return std::nullopt;
  return OutputOf(row);
}

size_t SqliteOutputs::ReadRecords(Position& after, const Position& to, size_t limit, std::vector<JobOutput>& valid) {
  SqliteStatement rows(connection_, "SELECT " + std::string(kColumns) + ", jobs.no, jobs.id, " + kIsValid +
                                        " FROM outputs CROSS JOIN jobs ON jobs.no = outputs.job WHERE (outputs.job, "
                                        "final_path) > (?, ?) AND (outputs.job, final_path) <= (?, ?) ORDER BY "
                                        "outputs.job, final_path LIMIT ?");
  const Position begin = after;
  rows.Bind(begin.job).Bind(begin.path).Bind(to.job).Bind(to.path).Bind(static_cast<int64_t>(limit));
  size_t count = 0;
  for (; rows.Step(); ++count) {
    after = {.job = rows.Number(6), .path = std::string(rows.Text(1))};
    if (rows.Number(8) != 0) valid.push_back({.job_id = std::string(rows.Text(7)), .output = OutputOf(rows)});
  }
  return count;
}

std::vector<JobOutput> SqliteOutputs::NextToCheck(size_t limit, int64_t fence) {
  Position begin;
  {
    SqliteStatement row(connection_, "SELECT job, final_path FROM checked_outputs");
    while (row.Step()) begin = {.job = row.Number(0), .path = std::string(row.Text(1))};
  }
  std::vector<JobOutput> valid;
  Position at = begin;
  size_t count = ReadRecords(at, {.job = INT64_MAX, .path = {}}, limit, valid);
  if (count < limit) {
    at = {};
    count += ReadRecords(at, begin, limit - count, valid);
  }
  if (count < limit) return valid;  // all of them: it does not matter where the next call begins
  SqliteTransaction transaction(connection_);
  jobs_.CheckFence(fence);
  SqliteStatement(connection_, "REPLACE INTO checked_outputs VALUES (1, ?, ?)").Bind(at.job).Bind(at.path).Run();
  transaction.Commit();
  return valid;
}

std::vector<LedgerOutput> SqliteOutputs::Stray() {
  SqliteStatement rows(connection_, SelectOutputs(IsStray()));
  return OutputsOf(rows);
}

void SqliteOutputs::ForgetStray(int64_t ended_ns, int64_t fence) {
  SqliteTransaction transaction(connection_);
  jobs_.CheckFence(fence);
  SqliteStatement(connection_, "DELETE FROM outputs " + IsStray(" AND finished_ns <= ?")).Bind(ended_ns).Run();
  transaction.Commit();
}

void SqliteOutputs::Retire(JobRef job, std::span<const RetiredFile> retired) {
  SqliteStatement put(connection_,
                      "INSERT INTO retired (path, table_name, bytes, job) VALUES (?, ?, ?, ?) "
                      "ON CONFLICT (path) DO UPDATE SET bytes = excluded.bytes, job = excluded.job "
                      "WHERE retired.job = excluded.job OR EXISTS (SELECT 1 FROM jobs WHERE no = retired.job AND " +
                          std::string(kJobIsDead) + ")");
  jobs_.WriteRows(job, retired, [&](const RetiredFile& file, int64_t number) {
    put.Bind(file.path).Bind(file.table).Bind(static_cast<int64_t>(file.bytes)).Bind(number).Run();
    if (connection_.Changes() == 0) throw SystemError("another job retires this lake file: " + file.path);
  });
}

std::unordered_set<std::string> SqliteOutputs::Retired() {
  return RetiredPaths("removed = 0 AND ");
}

std::unordered_set<std::string> SqliteOutputs::AllRetired() {
  return RetiredPaths("");
}

std::vector<RetiredFile> SqliteOutputs::RetiredBy(std::string_view job_id) {
  std::vector<RetiredFile> retired;
  SqliteStatement rows(connection_,
                       "SELECT path, table_name, bytes FROM retired WHERE job = (SELECT no FROM jobs WHERE id = ? AND "
                       "state = 'committed') ORDER BY path");
  rows.Bind(job_id);
  while (rows.Step()) {
    retired.push_back({.path = std::string(rows.Text(0)),
                       .table = std::string(rows.Text(1)),
                       .bytes = static_cast<uint64_t>(rows.Number(2))});
  }
  return retired;
}

void SqliteOutputs::MarkRetiredRemoved(int64_t fence) {
  SqliteTransaction transaction(connection_);
  jobs_.CheckFence(fence);
  connection_.Run(
      "UPDATE retired SET removed = 1 WHERE removed = 0 AND job IN (SELECT no FROM jobs WHERE state = 'committed')");
  transaction.Commit();
}

void SqliteOutputs::RecordErasure(JobRef job, std::string_view record) {
  const std::string_view records[] = {record};
  jobs_.WriteRows(job, std::span<const std::string_view>(records), [&](std::string_view row, int64_t number) {
    SqliteStatement(connection_, "INSERT OR REPLACE INTO erasures VALUES (?, ?)").Bind(number).Bind(row).Run();
  });
}

std::vector<std::string> SqliteOutputs::Erasures() {
  std::vector<std::string> records;
  SqliteStatement rows(connection_,
                       "SELECT record FROM erasures JOIN jobs ON no = job WHERE state = 'committed' ORDER BY no DESC");
  while (rows.Step()) records.emplace_back(rows.Text(0));
  return records;
}

std::unordered_set<std::string> SqliteOutputs::RetiredPaths(const std::string& condition) {
  std::unordered_set<std::string> paths;
  SqliteStatement rows(connection_,
                       "SELECT path FROM retired JOIN jobs ON no = job WHERE " + condition + "state = 'committed'");
  while (rows.Step()) paths.emplace(rows.Text(0));
  return paths;
}

}  // namespace millrace
