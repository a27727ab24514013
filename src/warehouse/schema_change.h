// Brings the schema of an app to what is wanted. Every step can be repeated: each object is made in a transaction with
// its version record, so that a kill leaves it as it was before, or done.
//
// Tables that model runs compute are rebuilt beside those in use, and swapped in with the views in one transaction;
// loads and readers go on. The rebuild itself is a model run (models/schema_apply.h). Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "warehouse/connection.h"
#include "warehouse/schema_plan.h"

namespace millrace {

// An object that the engine refuses: its statement is wrong.
class SchemaObjectError : public UserError {
 public:
  SchemaObjectError(std::string object, const std::string& message) : UserError(message), object_(std::move(object)) {}
  const std::string& object() const { return object_; }

 private:
  std::string object_;
};

// An object of a model of the project's own that the engine refuses is left out, with those that depend on it; all
// others are made. What was there under its name stays, except for a view on PostgreSQL that keeps another one from
// being replaced.
class SchemaChange {
 public:
  // Microseconds since the epoch.
  using NowFunction = std::function<int64_t()>;

  // Reads the state of the schema. The connection and the models must outlive it. Throws like PlanSchema.
  SchemaChange(Connection& connection, const SqlModels& models, AppSettings app, NowFunction now);

  // Without what was left out.
  const SchemaPlan& plan() const { return plan_; }
  const std::vector<FailedModel>& left_out() const { return left_out_; }

  // Called once for each step, before it or with the others that are done together.
  std::function<void(const SchemaStep& step)> on_step = [](const SchemaStep&) {};

  // What a load needs: the schema, tables that are missing, columns that are missing, functions. Nothing that is in use
  // is replaced.
  void MakeTables();
  // Views, and drops, in one transaction. Not while a rebuild is planned.
  void MakeViews();

  // On PostgreSQL, what the role of reports may read; new objects get their grants when they are made. Throws UserError
  // when the rights are not as wanted afterwards.
  void GrantReader();

  // Names of the tables whose rows have to be made again; empty: no rebuild.
  std::vector<std::string> RebuiltTables() const;
  // Both in a transaction of the caller's, with the model run between them. The first makes tables and views under
  // other names and has the parameters name these; the second swaps them in.
  void BeginRebuild(SqlParameters& parameters);
  void EndRebuild();
  // After the transaction was rolled back.
  void RecordFailedRebuild(const std::string& error);
  // Leaves the object out, if it is of a model of the project's own; no transaction may be open. False: it is not.
  bool LeaveOut(const SchemaObjectError& error);

 private:
  const SchemaObject& ObjectOf(const std::string& name) const;
  std::string Qualified(std::string_view name) const;
  void ExecuteAll(const std::vector<std::string>& statements);
  void Record(const SchemaStep& step, SchemaStatus status, const std::string& error, int64_t started_us);
  void InTransaction(const SchemaStep& step, const std::function<void()>& action);
  void CreateObject(const SchemaStep& step);
  void AlterTable(const SchemaStep& step);
  void PlanGrants();
  void GrantIfReported(const SchemaObject& object);
  void DropViewsThatAreReplaced(const std::vector<const SchemaStep*>& steps);
  void ReplaceViews(const std::vector<const SchemaStep*>& steps, bool is_dropped_first);
  void TryViews(const std::vector<const SchemaStep*>& steps);
  bool IsLeftOut(std::string_view object) const;
  std::vector<const SchemaStep*> ViewSteps() const;

  Connection& connection_;
  const SqlModels& models_;
  const AppSettings app_;
  const NowFunction now_;
  const SqlParameters parameters_;
  const std::vector<SchemaObject> objects_;
  const SchemaState state_;
  SchemaPlan plan_;
  std::vector<FailedModel> left_out_;
  int64_t rebuild_started_us_ = 0;
};

}  // namespace millrace
