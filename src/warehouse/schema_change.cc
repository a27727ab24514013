#include "warehouse/schema_change.h"

#include <algorithm>

#include "core/error.h"
#include "core/sql_text.h"
#include "warehouse/reader_role.h"

namespace millrace {
namespace {

// Of objects that are built beside those in use.
std::string NextName(std::string_view name) {
  return std::string(name) + "__next";
}

const std::string& WordOf(SchemaObjectKind kind) {
  static const std::string words[] = {"TABLE", "FUNCTION", "VIEW"};
  return words[static_cast<size_t>(kind)];
}

}  // namespace

SchemaChange::SchemaChange(Connection& connection, const SqlModels& models, AppSettings app, NowFunction now)
    : connection_(connection),
      models_(models),
      app_(std::move(app)),
      now_(std::move(now)),
      parameters_(ParametersOf(app_)),
      objects_(SchemaObjectsOf(models, app_)),
      state_(ReadSchemaState(connection, app_.schema)),
      plan_(PlanSchema(models, objects_, state_)) {
  PlanGrants();
}

const SchemaObject& SchemaChange::ObjectOf(const std::string& name) const {
  const auto found =
      std::find_if(objects_.begin(), objects_.end(), [&](const SchemaObject& object) { return object.name == name; });
  MILLRACE_CHECK(found != objects_.end());
  return *found;
}

std::string SchemaChange::Qualified(std::string_view name) const {
  return SqlName(app_.schema) + "." + SqlName(name);
}

void SchemaChange::ExecuteAll(const std::vector<std::string>& statements) {
  for (const std::string& statement : statements) connection_.Execute(statement);
}

void SchemaChange::Record(const SchemaStep& step, SchemaStatus status, const std::string& error, int64_t started_us) {
  const std::string table = Qualified("schema_version");
  if (step.action == SchemaAction::kDrop && status == SchemaStatus::kDone) {
    connection_.Execute("DELETE FROM " + table + " WHERE object = $1", Bind({step.object}));
    return;
  }
  const auto old = state_.versions.find(step.object);
  std::string content_hash = old == state_.versions.end() ? "" : old->second.content_hash;
  std::string rows_hash = old == state_.versions.end() ? "" : old->second.rows_hash;
  if (status == SchemaStatus::kDone) {
    const SchemaObject& object = ObjectOf(step.object);
    content_hash = object.hash;
    if (step.action == SchemaAction::kRebuild || !state_.has_rows) rows_hash = object.rows_hash;
  }
  if (old != state_.versions.end() || !plan_.creates_schema || status == SchemaStatus::kFailed) {
    connection_.Execute("DELETE FROM " + table + " WHERE object = $1", Bind({step.object}));
  }
  connection_.Execute(
      "INSERT INTO " + table +
          " (object, kind, content_hash, rows_hash, status, error, started_at, ended_at) VALUES ($1, $2, "
          "NULLIF($3, ''), NULLIF($4, ''), $5, NULLIF($6, ''), " +
          SqlTimestamp(started_us) + ", " + SqlTimestamp(now_()) + ")",
      Bind({step.object, std::string(kSchemaObjectKindNames[static_cast<size_t>(step.kind)]), content_hash, rows_hash,
            std::string(kSchemaStatusNames[static_cast<size_t>(status)]), error}));
}

// Does the action in a transaction with the record of its step. What fails is recorded, and thrown.
void SchemaChange::InTransaction(const SchemaStep& step, const std::function<void()>& action) {
  const int64_t started_us = now_();
  on_step(step);
  try {
    Transaction transaction(connection_);
    action();
    Record(step, SchemaStatus::kDone, "", started_us);
    transaction.Commit();
  } catch (const UserError& error) {
    Transaction transaction(connection_);
    Record(step, SchemaStatus::kFailed, error.what(), started_us);
    transaction.Commit();
    throw;
  }
}

void SchemaChange::MakeTables() {
  if (plan_.creates_schema) connection_.Execute("CREATE SCHEMA IF NOT EXISTS " + SqlName(app_.schema));
  if (!app_.reader.empty() && models_.dialect() == Dialect::kPostgres) {
    MakeReaderRole(connection_, app_.schema, app_.reader);
  }
  ExecuteAll(CreateStatements(ObjectOf("schema_version"), models_.dialect(), parameters_, app_.schema));
  std::vector<const SchemaStep*> steps;
  for (const SchemaStep& step : plan_.steps) {
    const bool is_table = step.kind == SchemaObjectKind::kTable &&
                          (step.action == SchemaAction::kCreate || step.action == SchemaAction::kAlter);
    if (is_table || step.kind == SchemaObjectKind::kFunction) steps.push_back(&step);
  }
  const auto make = [this](const SchemaStep& step) {
    if (step.action == SchemaAction::kAlter) AlterTable(step);
    CreateObject(step);
  };
  // All at once, which is much faster. One by one, should one of them fail: then it alone is not there.
  try {
    Transaction transaction(connection_);
    const int64_t started_us = now_();
    for (const SchemaStep* step : steps) make(*step);
    for (const SchemaStep* step : steps) Record(*step, SchemaStatus::kDone, "", started_us);
    transaction.Commit();
    for (const SchemaStep* step : steps) on_step(*step);
  } catch (const UserError&) {
    std::vector<SchemaObjectError> refused;
    for (const SchemaStep* step : steps) {
      try {
        InTransaction(*step, [&] { make(*step); });
      } catch (const SchemaObjectError& error) {
        const ModelFile* model = ObjectOf(step->object).model;
        if (!model || !model->IsOwn()) throw;
        refused.push_back(error);
      }
    }
    for (const SchemaObjectError& error : refused) LeaveOut(error);
  }
  if (state_.has_rows) return;
  // No rows are there yet: the first model run makes them of what is wanted now.
  for (const SchemaObject& object : objects_) {
    const auto version = state_.versions.find(object.name);
    if (object.rows_hash.empty() || version == state_.versions.end() || version->second.rows_hash == object.rows_hash)
      continue;
    connection_.Execute("UPDATE " + Qualified("schema_version") + " SET rows_hash = $1 WHERE object = $2",
                        Bind({object.rows_hash, object.name}));
  }
}

void SchemaChange::CreateObject(const SchemaStep& step) {
  const SchemaObject& object = ObjectOf(step.object);
  try {
    ExecuteAll(CreateStatements(object, models_.dialect(), parameters_, app_.schema));
    GrantIfReported(object);
  } catch (const UserError& error) {
    throw SchemaObjectError(object.name, (object.model ? object.model->path + ": " : "") + "cannot create the " +
                                             std::string(kSchemaObjectKindNames[static_cast<size_t>(step.kind)]) +
                                             " `" + object.name + "`: " + error.what());
  }
}

bool SchemaChange::IsLeftOut(std::string_view object) const {
  return std::ranges::find(left_out_, object, &FailedModel::model) != left_out_.end();
}

bool SchemaChange::LeaveOut(const SchemaObjectError& error) {
  const ModelFile* refused = ObjectOf(error.object()).model;
  if (!refused || !refused->IsOwn()) return false;
  Transaction transaction(connection_);
  for (const std::string& name : models_.WithDependents({error.object()})) {
    if (IsLeftOut(name)) continue;
    left_out_.push_back({name, error.what()});
    const auto step = std::ranges::find(plan_.steps, name, &SchemaStep::object);
    if (step != plan_.steps.end()) Record(*step, SchemaStatus::kFailed, error.what(), now_());
    std::erase_if(plan_.steps, [&](const SchemaStep& each) { return each.object == name; });
  }
  transaction.Commit();
  return true;
}

void SchemaChange::PlanGrants() {
  if (app_.reader.empty() || models_.dialect() != Dialect::kPostgres) return;
  const ReaderRights rights = ReadReaderRights(connection_, app_.schema, app_.reader);
  for (const SchemaObject& object : objects_) {
    if (!IsReported(object) || !state_.relations.contains(object.name)) continue;
    const bool may_change = rights.writable.contains(object.name);
    if (rights.sees_schema && rights.readable.contains(object.name) && !may_change) continue;
    plan_.steps.push_back({SchemaAction::kGrant,
                           object.kind,
                           object.name,
                           "`" + app_.reader + (may_change ? "` may change it" : "` cannot read it"),
                           {}});
  }
}

void SchemaChange::GrantIfReported(const SchemaObject& object) {
  if (app_.reader.empty() || models_.dialect() != Dialect::kPostgres || !IsReported(object)) return;
  GrantToReader(connection_, app_.schema, object.name, app_.reader);
}

void SchemaChange::GrantReader() {
  if (app_.reader.empty() || models_.dialect() != Dialect::kPostgres) return;
  for (const SchemaStep& step : plan_.steps) {
    if (step.action != SchemaAction::kGrant) continue;
    on_step(step);
    GrantIfReported(ObjectOf(step.object));
  }
  const ReaderRights rights = ReadReaderRights(connection_, app_.schema, app_.reader);
  for (const SchemaObject& object : objects_) {
    if (!IsReported(object) || IsLeftOut(object.name)) continue;
    const bool may_change = rights.writable.contains(object.name);
    if (rights.sees_schema && rights.readable.contains(object.name) && !may_change) continue;
    throw UserError(
        "the role `" + app_.reader + "` of `warehouse.reader` " + (may_change ? "may change " : "cannot read ") +
        app_.schema + "." + object.name +
        " in spite of its grants; it must not own tables, be a superuser, or belong to roles that change them");
  }
}

void SchemaChange::AlterTable(const SchemaStep& step) {
  const Dialect dialect = models_.dialect();
  for (const ModelColumn& column : step.added) {
    // Rows that are there have no value; a model run or a load gives them one.
    connection_.Execute("ALTER TABLE " + Qualified(step.object) + " ADD COLUMN " + SqlName(column.name) + " " +
                        SqlType(column, dialect));
  }
  if (dialect != Dialect::kPostgres) return;
  for (const std::string_view suffix : {"_key", "_day", "_time"}) {
    connection_.Execute("DROP INDEX IF EXISTS " + Qualified(step.object + std::string(suffix)));
  }
}

std::vector<const SchemaStep*> SchemaChange::ViewSteps() const {
  std::vector<const SchemaStep*> steps;
  for (const SchemaStep& step : plan_.steps) {
    if (step.action == SchemaAction::kGrant) continue;
    if (step.kind == SchemaObjectKind::kView || step.action == SchemaAction::kDrop) steps.push_back(&step);
  }
  return steps;
}

void SchemaChange::DropViewsThatAreReplaced(const std::vector<const SchemaStep*>& steps) {
  if (models_.dialect() == Dialect::kPostgres) {
    // PostgreSQL keeps a view below another one; those that are left out may be above.
    std::string names;
    for (const auto& [name, version] : state_.versions) {
      const bool is_left_out = IsLeftOut(name) || models_.IsLeftOut(name);
      if (version.kind == "view" && is_left_out) names.append(names.empty() ? "" : ", ").append(Qualified(name));
    }
    if (!names.empty()) connection_.Execute("DROP VIEW IF EXISTS " + names);
  }
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if ((*step)->action == SchemaAction::kReplace && (*step)->kind == SchemaObjectKind::kView)
      connection_.Execute("DROP VIEW IF EXISTS " + Qualified((*step)->object));
  }
}

void SchemaChange::ReplaceViews(const std::vector<const SchemaStep*>& steps, bool is_dropped_first) {
  if (is_dropped_first) DropViewsThatAreReplaced(steps);
  for (const SchemaStep* step : steps) {
    if (step->action != SchemaAction::kDrop) CreateObject(*step);
  }
  for (const SchemaStep* step : steps) {
    if (step->action != SchemaAction::kDrop) continue;
    connection_.Execute("DROP " + WordOf(step->kind) + " IF EXISTS " + Qualified(step->object));
    connection_.Execute("DELETE FROM " + Qualified("refresh_mv_sp_status") + " WHERE refresh_name = $1",
                        Bind({step->object}));
  }
}

void SchemaChange::MakeViews() {
  MILLRACE_CHECK(RebuiltTables().empty());
  for (const SchemaStep* step : ViewSteps()) on_step(*step);
  while (true) {
    const std::vector<const SchemaStep*> steps = ViewSteps();
    if (steps.empty()) return;
    try {
      TryViews(steps);
      return;
    } catch (const UserError& error) {
      const auto* refused = dynamic_cast<const SchemaObjectError*>(&error);
      if (refused && LeaveOut(*refused)) continue;
      Transaction transaction(connection_);
      for (const SchemaStep* step : steps) Record(*step, SchemaStatus::kFailed, error.what(), now_());
      transaction.Commit();
      throw;
    }
  }
}

// All of them, or none.
void SchemaChange::TryViews(const std::vector<const SchemaStep*>& steps) {
  const auto make = [&](bool is_dropped_first) {
    const int64_t started_us = now_();
    Transaction transaction(connection_);
    ReplaceViews(steps, is_dropped_first);
    for (const SchemaStep* step : steps) Record(*step, SchemaStatus::kDone, "", started_us);
    transaction.Commit();
  };
  if (models_.dialect() == Dialect::kPostgres) {
    // A view whose columns stay can be replaced below others, which people may have made.
    try {
      make(false);
      return;
    } catch (const UserError&) {
    }
  }
  make(true);
}

std::vector<std::string> SchemaChange::RebuiltTables() const {
  std::vector<std::string> names;
  for (const SchemaStep& step : plan_.steps) {
    if (step.action == SchemaAction::kRebuild) names.push_back(step.object);
  }
  return names;
}

void SchemaChange::BeginRebuild(SqlParameters& parameters) {
  rebuild_started_us_ = now_();
  // A process that was killed rolled everything back: nothing is there under these names.
  for (const SchemaStep& step : plan_.steps) {
    if (step.action != SchemaAction::kReplace || step.kind != SchemaObjectKind::kTable) continue;
    TableDefinition table = ObjectOf(step.object).table;
    table.name = NextName(table.name);
    connection_.Execute(CreateTableSql(models_.dialect(), app_.schema, table));
    parameters.SetRelation(step.object, table.name);
  }
  const std::vector<const SchemaStep*> steps = ViewSteps();
  for (const SchemaStep* step : steps) {
    if (step->action != SchemaAction::kDrop) parameters.SetRelation(step->object, NextName(step->object));
  }
  for (const SchemaStep* step : steps) {
    if (step->action == SchemaAction::kDrop) continue;
    const ModelFile& model = models_.Get(step->object);
    try {
      connection_.Execute("CREATE VIEW " + Qualified(NextName(step->object)) + " AS " + parameters.Render(model));
    } catch (const UserError& error) {
      throw SchemaObjectError(step->object,
                              model.path + ": cannot create the view `" + step->object + "`: " + error.what());
    }
  }
}

void SchemaChange::EndRebuild() {
  const std::vector<const SchemaStep*> views = ViewSteps();
  for (auto step = views.rbegin(); step != views.rend(); ++step) {
    if ((*step)->action != SchemaAction::kDrop)
      connection_.Execute("DROP VIEW " + Qualified(NextName((*step)->object)));
  }
  DropViewsThatAreReplaced(views);
  for (const SchemaStep& step : plan_.steps) {
    if (step.action != SchemaAction::kReplace || step.kind != SchemaObjectKind::kTable) continue;
    connection_.Execute("DROP TABLE " + Qualified(step.object));
    connection_.Execute("ALTER TABLE " + Qualified(NextName(step.object)) + " RENAME TO " + SqlName(step.object));
    ExecuteAll(CreateIndexSql(models_.dialect(), app_.schema, ObjectOf(step.object).table));
    GrantIfReported(ObjectOf(step.object));
  }
  ReplaceViews(views, false);
  for (const SchemaStep& step : plan_.steps) {
    const bool is_part = (step.kind == SchemaObjectKind::kView && step.action != SchemaAction::kGrant) ||
                         step.action == SchemaAction::kReplace || step.action == SchemaAction::kDrop ||
                         step.action == SchemaAction::kRebuild;
    if (is_part && step.kind != SchemaObjectKind::kFunction) Record(step, SchemaStatus::kDone, "", rebuild_started_us_);
  }
}

void SchemaChange::RecordFailedRebuild(const std::string& error) {
  Transaction transaction(connection_);
  for (const SchemaStep& step : plan_.steps) {
    if (step.action == SchemaAction::kRebuild) Record(step, SchemaStatus::kFailed, error, rebuild_started_us_);
  }
  transaction.Commit();
}

}  // namespace millrace
