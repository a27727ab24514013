#include "warehouse/schema_plan.h"

#include <algorithm>
#include <set>

#include "core/error.h"

namespace millrace {
namespace {

// What a table lacks, and whether what it has agrees.
struct ColumnDifference {
  std::vector<ModelColumn> missing;
  std::string conflict;  // why columns cannot just be added; empty: they can
};

ColumnDifference CompareColumns(const std::vector<ModelColumn>& wanted, const std::vector<ActualColumn>& actual) {
  ColumnDifference difference;
  for (const ModelColumn& column : wanted) {
    const auto found = std::find_if(actual.begin(), actual.end(),
                                    [&](const ActualColumn& other) { return other.name == column.name; });
    if (found == actual.end()) {
      difference.missing.push_back(column);
    } else if (found->type != column.type) {
      difference.conflict = "column `" + column.name + "` is " + found->type_name + ", not " +
                            std::string(kModelTypeNames[static_cast<size_t>(column.type)]);
    }
  }
  return difference;
}

std::string NamesOf(const std::vector<ModelColumn>& columns) {
  std::string names;
  for (const ModelColumn& column : columns) names.append(names.empty() ? "" : ", ").append(column.name);
  return names;
}

class SchemaPlanner {
 public:
  SchemaPlanner(const SqlModels& models, const std::vector<SchemaObject>& objects, const SchemaState& state)
      : models_(models), objects_(objects), state_(state) {}

  SchemaPlan Plan() {
    plan_.creates_schema = !state_.exists;
    for (const SchemaObject& object : objects_) {
      if (object.kind == SchemaObjectKind::kTable) Table(object);
    }
    for (const SchemaObject& object : objects_) {
      if (object.kind == SchemaObjectKind::kFunction) Function(object);
    }
    for (const SchemaObject& object : objects_) {
      if (!object.rows_hash.empty()) Rows(object);
    }
    for (const SchemaObject& object : objects_) {
      if (object.kind == SchemaObjectKind::kView) View(object);
    }
    Drops();
    return std::move(plan_);
  }

 private:
  const SchemaVersion* VersionOf(const SchemaObject& object) const {
    const auto found = state_.versions.find(object.name);
    return found == state_.versions.end() ? nullptr : &found->second;
  }
  bool IsRecorded(const SchemaObject& object) const {
    const SchemaVersion* version = VersionOf(object);
    return version && version->status == SchemaStatus::kDone && version->content_hash == object.hash;
  }
  void Add(SchemaAction action, const SchemaObject& object, std::string reason, std::vector<ModelColumn> added = {}) {
    plan_.steps.push_back({action, object.kind, object.name, std::move(reason), std::move(added)});
  }
  // Why an object is made again that is there, with its text changed or its last change unfinished.
  std::string ReasonOf(const SchemaObject& object) const {
    const SchemaVersion* version = VersionOf(object);
    if (!version) return "not recorded";
    if (version->status == SchemaStatus::kFailed) return "the last change failed: " + version->error;
    if (version->status == SchemaStatus::kRunning) return "the last change was interrupted";
    return "its definition changed";
  }

  void Table(const SchemaObject& object) {
    const auto actual = state_.relations.find(object.name);
    if (actual == state_.relations.end()) {
      Add(SchemaAction::kCreate, object, "new");
      return;
    }
    const ColumnDifference difference = CompareColumns(object.table.columns, actual->second);
    const bool is_computed = !object.rows_hash.empty();
    if (!difference.conflict.empty()) {
      if (!is_computed) {
        throw UserError("table `" + object.name + "` cannot be used: " + difference.conflict +
                        "; give the column this type, or move the schema away and load the lake again");
      }
      Add(SchemaAction::kReplace, object, difference.conflict);
    } else if (!difference.missing.empty()) {
      Add(SchemaAction::kAlter, object, "columns added: " + NamesOf(difference.missing), difference.missing);
    } else if (!IsRecorded(object)) {
      Add(SchemaAction::kAlter, object, ReasonOf(object));
    }
  }

  void Function(const SchemaObject& object) {
    if (!VersionOf(object)) {
      Add(SchemaAction::kCreate, object, "new");
    } else if (!IsRecorded(object)) {
      Add(SchemaAction::kReplace, object, ReasonOf(object));
    }
  }

  void Rows(const SchemaObject& object) {
    const SchemaVersion* version = VersionOf(object);
    if (!state_.has_rows) return;  // the first model run builds everything
    if (plan_.Find(SchemaAction::kReplace, object.name)) {
      Add(SchemaAction::kRebuild, object, "its columns changed");
    } else if (!version || version->rows_hash.empty()) {
      Add(SchemaAction::kRebuild, object, "new");
    } else if (version->rows_hash != object.rows_hash) {
      Add(SchemaAction::kRebuild, object, "what its rows are made from changed");
    }
  }

  void View(const SchemaObject& object) {
    bool uses_changed = false;
    for (const std::string& name : object.model->depends) uses_changed = uses_changed || changed_.contains(name);
    for (const SchemaStep& step : plan_.steps) {
      const bool is_used = std::find(object.model->depends.begin(), object.model->depends.end(), step.object) !=
                           object.model->depends.end();
      uses_changed =
          uses_changed || (is_used && (step.action == SchemaAction::kReplace || step.action == SchemaAction::kAlter));
    }
    if (!state_.relations.contains(object.name)) {
      Add(SchemaAction::kCreate, object, "new");
    } else if (!IsRecorded(object)) {
      Add(SchemaAction::kReplace, object, ReasonOf(object));
    } else if (uses_changed) {
      Add(SchemaAction::kReplace, object, "what it reads changed");
    } else {
      return;
    }
    changed_.insert(object.name);
  }

  void Drops() {
    for (const auto& [name, version] : state_.versions) {
      const bool is_wanted = std::any_of(objects_.begin(), objects_.end(),
                                         [&](const SchemaObject& object) { return object.name == version.object; });
      if (is_wanted || version.kind == "function" || models_.IsLeftOut(name)) continue;
      plan_.steps.push_back({SchemaAction::kDrop,
                             version.kind == "view" ? SchemaObjectKind::kView : SchemaObjectKind::kTable,
                             name,
                             "no model makes it any more",
                             {}});
    }
  }

  const SqlModels& models_;
  const std::vector<SchemaObject>& objects_;
  const SchemaState& state_;
  SchemaPlan plan_;
  std::set<std::string, std::less<>> changed_;  // views
};

}  // namespace

bool SchemaPlan::Has(SchemaAction action) const {
  return std::any_of(steps.begin(), steps.end(), [&](const SchemaStep& step) { return step.action == action; });
}

const SchemaStep* SchemaPlan::Find(SchemaAction action, std::string_view object) const {
  const auto found = std::find_if(steps.begin(), steps.end(), [&](const SchemaStep& step) {
    return step.action == action && step.object == object;
  });
  return found == steps.end() ? nullptr : &*found;
}

SchemaPlan PlanSchema(const SqlModels& models, const std::vector<SchemaObject>& objects, const SchemaState& state) {
  return SchemaPlanner(models, objects, state).Plan();
}

}  // namespace millrace
