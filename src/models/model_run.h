// A model run: rebuilds what loads changed since the last one, or days that are asked for, of one app, in one
// transaction that sees one state of the warehouse (sql/README.md, «A model run»; models.md, differences 7, 10 and 11).
// All tables of a day are replaced together: readers see all of them as they were before, or all of them new.
//
// Nothing is kept between runs but what is in the warehouse, so a run that was killed or failed is simply repeated. Not
// thread-safe: one run at a time for an app, which the caller's lease sees to. A run that was paused while another
// began commits nothing: it throws a SystemError (warehouse/writer_fence.h).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "models/selection.h"

#include "warehouse/connection.h"
#include "warehouse/schema_objects.h"

namespace millrace {

struct ModelRunOptions {
  std::string run_id;
  // Days since the epoch that are built whatever changed, both ends included.
  std::optional<int32_t> first_day;
  std::optional<int32_t> last_day;
  // Everything is built again, from the events alone: the state of earlier runs is forgotten. The days are those of
  // sql/base/full_range.sql.
  bool is_full = false;
  // Started by a person, not by a schedule: `triggerred_by` of the status rows.
  bool is_manual = false;
  // Also checks keys and required columns of the views, which are not stored.
  bool checks_views = false;
  // Nothing is kept: the result says which days would be built.
  bool is_dry_run = false;
  // Models that the selection leaves out because they fail: the days of metric tables get the state `failed`, and
  // views are not checked. Those of files that are no models (SqlModels) come on top.
  std::vector<FailedModel> failed;
  int64_t now_us = 0;
  std::stop_token stop;
  // Before each model, with its number from 1 and how many there are.
  std::function<void(const ModelFile& model, size_t number, size_t count)> on_model;
};

struct BuiltDay {
  int32_t day = 0;        // since the epoch, local
  bool is_whole = false;  // else only the rows of users concerned were replaced
};

struct ModelTime {
  std::string model;
  int64_t milliseconds = 0;
};

struct ModelRunResult {
  bool is_up_to_date = false;  // nothing had changed, and nothing was done
  std::vector<BuiltDay> days;  // in order
  std::vector<ModelTime> times;
  int64_t load_sequence = 0;             // the last load whose rows the run saw
  std::optional<int32_t> last_complete;  // the last local day that the data reach the end of
};

// A model that failed, with what the engine says: a UserError with the file of the model and the line of its statement.
class ModelError : public UserError {
 public:
  ModelError(const ModelFile& model, const ModelStatement& statement, const std::string& message);
  // `message` names file and line.
  ModelError(const ModelFile& model, const std::string& message);
  const std::string& model() const { return model_; }

 private:
  std::string model_;
};

// Whether a run of all models would do anything: a load changed something since the last one, or days wait for it
// because one of their models failed.
bool HasChanges(Connection& connection, const AppSettings& app, const std::stop_token& stop = {});

class ModelRun {
 public:
  // Everything must outlive it. `app` has a schema with all its objects (warehouse/schema_change.h).
  ModelRun(Connection& connection, const SqlModels& models, const AppSettings& app, const ModelSelection& selection,
           ModelRunOptions options);

  // Runs in a transaction of its own. A model that fails leaves all tables as they are. Throws ModelError,
  // WarehouseError and Cancelled.
  ModelRunResult Run();

  // The same in the caller's transaction, for a rebuild of the schema: `parameters` may name other relations.
  ModelRunResult RunInTransaction(SqlParameters parameters);

  // After a failed run: its days wait for the next one, those of the model have failed (refresh_mv_sp_status), and the
  // error is in clickstream_log_v2.
  void RecordFailure(const FailedModel& failed);

 private:
  // How days are replaced: as a whole, or only the rows of users or devices concerned.
  struct DayKinds {
    bool has_whole = false;
    bool has_parts = false;
    void Add(bool is_whole, bool is_replaced) {
      has_whole = has_whole || (is_whole && is_replaced);
      has_parts = has_parts || (!is_whole && is_replaced);
    }
  };
  // Those of a table that is replaced by user or by device.
  const DayKinds& DayKindsOf(const ModelFile& table) const;
  void ReadState(ModelRunResult& result, const SqlParameters& parameters);
  void SetDays(SqlParameters& parameters);
  void Step(const ModelFile& model, SqlParameters& parameters);
  void Replace(const ModelFile& model, SqlParameters parameters);
  // Deletes the rows that the run replaces.
  void Clear(const ModelFile& model, SqlParameters& parameters);
  // Selects the keys of the rows that the run replaced (sql/base/clear_by_*.sql): two rows with one key are among them,
  // or were there before. Empty: it replaced none.
  std::string KeysOf(const ModelFile& table) const;
  int64_t CountRows(const ModelFile& model, const SqlParameters& parameters, const std::string& from);
  void CheckOwnRows(const ModelFile& model, const SqlParameters& parameters, int64_t kept);
  void RunAll(std::string_view model, const SqlParameters& parameters);
  void Execute(const ModelFile& model, const ModelStatement& statement, const std::string& sql);
  ResultRows Rows(const ModelFile& model, const std::string& sql);
  void ReadBuiltDays(ModelRunResult& result, const SqlParameters& parameters);
  void Check(const SqlParameters& parameters);
  // Of all metric tables, after they were replaced.
  void RecordStatus(SqlParameters parameters);
  void RecordRun(const ModelRunResult& result, const SqlParameters& parameters);
  void RecordFailedModels(const SqlParameters& parameters);
  void RecordFailedDays(const FailedModel& failed, const ReplacedDays& days, const SqlParameters& parameters);
  void Log(const FailedModel& failed);
  std::string Qualified(std::string_view name) const;

  Connection& connection_;
  const SqlModels& models_;
  const AppSettings& app_;
  const ModelSelection& selection_;
  const ModelRunOptions options_;
  std::vector<std::string> made_;  // work relations, in order
  DayKinds built_;
  DayKinds read_;
  ModelRunResult result_;
};

}  // namespace millrace
