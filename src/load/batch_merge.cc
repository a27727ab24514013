#include "load/batch_merge.h"

#include <utility>

#include "core/error.h"
#include "core/sql_text.h"
#include "warehouse/ddl.h"
#include "warehouse/writer_fence.h"

namespace millrace {
namespace {

bool HasDays(TableId table) {
  return table == TableId::kEvent || table == TableId::kItem;
}

std::vector<TimeRange> DaysOf(const ResultRows& rows) {
  std::vector<TimeRange> days;
  for (int64_t row = 0; row < rows.row_count(); ++row) {
    days.push_back({.begin_us = rows.Microseconds(row, 0), .end_us = rows.Microseconds(row, 1)});
  }
  return days;
}

}  // namespace

BatchMerge::BatchMerge(const MergePlace& place)
    : place_(place),
      connection_(place.warehouse.Connect()),
      embedded_(place.embedded != nullptr ? place.embedded->Connect() : nullptr) {}

void BatchMerge::Reconnect() {
  connection_ = place_.warehouse.Connect();
}

RowCounts BatchMerge::Merge(const LoadBatch& batch, const std::stop_token& stop) {
  Transaction transaction(*connection_);
  SqlParameters parameters = ParametersOf(batch);
  RowCounts counts = MergeFiles(batch, parameters, stop);
  WriteLog(batch, std::move(parameters), counts);
  transaction.Commit();
  return counts;
}

void BatchMerge::Try(const LoadBatch& batch, const std::stop_token& stop) {
  SqlParameters parameters = ParametersOf(batch);
  {
    const Transaction rolled_back(*connection_);
    MergeFiles(batch, parameters, stop);
  }
  Transaction transaction(*connection_);
  PassWriterFence(*connection_, batch.schema, TableOf(batch.table).name, place_.holder);
  transaction.Commit();
}

RowCounts BatchMerge::MergeFiles(const LoadBatch& batch, SqlParameters& parameters, const std::stop_token& stop) {
  LakeStage stage = StageOf(batch);
  RowCounts counts;
  if (batch.table == TableId::kEvent) {
    counts = MergeEvents(batch, stage, parameters, stop);
  } else {
    stage.Create(batch.paths, stop);
    counts = stage.Count();
    SetDays(parameters, batch.table, stop);
    MergeRows(batch, parameters, counts, stop);
  }
  stage.Drop();
  return counts;
}

RowCounts BatchMerge::MergeEvents(const LoadBatch& batch, LakeStage& stage, SqlParameters& parameters,
                                  const std::stop_token& stop) {
  stage.CreateRows(batch.paths, stop);
  RowCounts counts = stage.Count();
  SqlParameters of_rows = parameters;
  of_rows.SetRelation("stage_event_v2", "stage_row_event_v2");
  SetDays(of_rows, batch.table, stop);
  Run("split_event_v2", "event_v2", of_rows, stop);
  Run("record_load_end", "load_end", of_rows, stop);
  const uint64_t plain = stage.InsertPlainRows(batch.load_time_us, stop);
  if (stage.CreateOfHardKeys(stop)) {
    SetDays(parameters, batch.table, stop);
    MergeRows(batch, parameters, counts, stop);
  }
  counts.inserted += plain;
  return counts;
}

RowCounts BatchMerge::Retire(const LoadBatch& batch, const KeysFile& keys,
                             const std::function<void(const StagePiece& stage)>& for_each_piece,
                             const std::stop_token& stop) {
  const std::string table(TableOf(batch.table).name);
  Transaction transaction(*connection_);
  LakeStage stage = StageOf(batch);
  stage.CreateOfKeys(keys.path, stop);
  for_each_piece([&](const std::vector<std::string>& paths) { stage.AddOfKeys(paths, keys.path, stop); });
  SqlParameters parameters = ParametersOf(batch);
  parameters.SetRanges(keys.days);
  const Effect retired = Run("retire_" + table, table, parameters, stop);
  RowCounts counts;
  if (!batch.paths.empty()) MergeRows(batch, parameters, counts, stop);
  const uint64_t left = std::exchange(counts.inserted, 0);
  const Effect same = Run("restore_" + table, table, parameters, stop);
  // Rows that are in the table now were there before, unless they never had been loaded.
  counts.deleted = retired.deleted > left ? retired.deleted - left : 0;
  counts.inserted = left > retired.deleted ? left - retired.deleted : 0;
  counts.changed = left - counts.inserted - same.updated;
  stage.Drop();
  WriteLog(batch, std::move(parameters), counts);
  transaction.Commit();
  return counts;
}

bool BatchMerge::HasLoads(const std::string& schema) {
  return connection_
             ->QueryRows("SELECT 1 FROM information_schema.tables WHERE table_schema = $1 AND table_name = $2",
                         Bind({schema, "load_end"}))
             .row_count() > 0;
}

void BatchMerge::RecordWindow(const std::string& schema, int64_t sequence, int64_t window_end_ms) {
  Transaction transaction(*connection_);
  SqlParameters parameters;
  parameters.SetSchema(schema).SetInteger("load_sequence", sequence).SetInteger("window_end", window_end_ms);
  Run("record_window_end", "load_end", parameters, {});
  transaction.Commit();
}

void BatchMerge::Record(const LoadBatch& batch, const RowCounts& counts) {
  Transaction transaction(*connection_);
  WriteLog(batch, ParametersOf(batch), counts);
  transaction.Commit();
}

KeysFile BatchMerge::ReadKeys(const std::string& path, TableId table) {
  Connection& reader = embedded_ ? *embedded_ : *connection_;
  const std::string from = " FROM read_parquet(" + SqlText(path) + ")";
  const ResultRows found = reader.QueryRows("SELECT count(*), any_value(app)" + from);
  KeysFile keys{.path = path, .keys = static_cast<uint64_t>(found.Integer(0, 0))};
  if (keys.keys == 0) return keys;
  keys.app = found.Text(0, 1);
  if (HasDays(table)) {
    const std::string day = "CAST(CAST(event_timestamp AS DATE) AS TIMESTAMP)";
    keys.days = DaysOf(reader.QueryRows("SELECT DISTINCT " + day + ", " + day + " + INTERVAL 1 DAY" + from));
  }
  return keys;
}

std::optional<RowCounts> BatchMerge::LookUp(const std::string& schema, const std::string& load_id) {
  const ResultRows found = connection_->QueryRows(
      "SELECT rows_read, rows_inserted, rows_changed, rows_deleted, rows_expired, rows_rejected FROM " +
          SqlName(schema) + ".load_log WHERE load_id = $1",
      Bind({load_id}));
  if (found.row_count() == 0) return std::nullopt;
  const auto number = [&](int column) { return static_cast<uint64_t>(found.Integer(0, column)); };
  RowCounts counts{
      .read = number(0), .inserted = number(1), .changed = number(2), .deleted = number(3), .expired = number(4)};
  if (number(5) > 0) counts.rejected["(unknown)"] = number(5);
  return counts;
}

SqlParameters BatchMerge::ParametersOf(const LoadBatch& batch) const {
  SqlParameters parameters;
  parameters.SetSchema(batch.schema)
      .SetText("timezone", batch.timezone)
      .SetInteger("load_sequence", batch.sequence)
      .SetTime("load_time", batch.load_time_us);
  return parameters;
}

void BatchMerge::SetDays(SqlParameters& parameters, TableId table, const std::stop_token& stop) {
  if (!HasDays(table)) return;
  const ModelFile& query = place_.models.Get("range_" + std::string(TableOf(table).name));
  parameters.SetRanges(DaysOf(connection_->QueryRows(parameters.Render(query), {}, stop)));
}

void BatchMerge::MergeRows(const LoadBatch& batch, const SqlParameters& parameters, RowCounts& counts,
                           const std::stop_token& stop) {
  const std::string table(TableOf(batch.table).name);
  const Effect effect = Run("merge_" + table, table, parameters, stop);
  // A changed row is deleted, and inserted again.
  MILLRACE_CHECK(effect.deleted <= effect.inserted);
  counts.inserted = effect.inserted - effect.deleted;
  counts.changed = effect.deleted;
}

void BatchMerge::WriteLog(const LoadBatch& batch, SqlParameters parameters, const RowCounts& counts) {
  parameters.SetText("load_id", batch.load_id).SetText("table_name", TableOf(batch.table).name);
  const auto set = [&](std::string_view name, uint64_t count) {
    parameters.SetInteger(name, static_cast<int64_t>(count));
  };
  set("file_count", batch.paths.size());
  set("rows_read", counts.read);
  set("rows_rejected", counts.rejects());
  set("rows_expired", counts.expired);
  set("rows_inserted", counts.inserted);
  set("rows_changed", counts.changed);
  set("rows_deleted", counts.deleted);
  Run("record_load", "load_log", parameters, {});
  PassWriterFence(*connection_, batch.schema, TableOf(batch.table).name, place_.holder);
}

BatchMerge::Effect BatchMerge::Run(const std::string& model, std::string_view table, const SqlParameters& parameters,
                                   const std::stop_token& stop) {
  const std::string name = "{schema}." + std::string(table) + " ";
  Effect effect;
  const ModelFile& file = place_.models.Get(model);
  for (const ModelStatement& statement : file.statements) {
    const auto rows = static_cast<uint64_t>(connection_->Execute(parameters.Render(file, statement), {}, stop));
    if (statement.sql.starts_with("INSERT INTO " + name)) effect.inserted += rows;
    if (statement.sql.starts_with("DELETE FROM " + name)) effect.deleted += rows;
    if (statement.sql.starts_with("UPDATE " + name)) effect.updated += rows;
  }
  return effect;
}

}  // namespace millrace
