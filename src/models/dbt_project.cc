#include "models/dbt_project.h"

#include <algorithm>
#include <map>
#include <set>

#include "models/dbt_model.h"
#include "models/dbt_texts.h"
#include "models/model_columns.h"
#include "models/selection.h"
#include "models/status_rows.h"
#include "models/user_models.h"

#include "schema/table.h"
#include "warehouse/ddl.h"

namespace millrace {
namespace {

constexpr std::string_view kDayStates = "refresh_mv_sp_status";
constexpr std::string_view kWholeRange = "full_range";
constexpr std::string_view kTouchedPrefix = "touched_";
constexpr std::string_view kTouchedDevices = "touched_device_day";
constexpr std::string_view kWorkSuffix = "work";

// Tables that loads and expiries write, and models read.
bool IsSource(const ModelFile& model) {
  const bool is_written_elsewhere = model.refresh == ModelRefresh::kLoad || model.refresh == ModelRefresh::kOnce;
  return model.kind == ModelKind::kTable && !model.IsComputedTable() && is_written_elsewhere &&
         !model.name.starts_with(kTouchedPrefix);
}

bool IsTouchedTable(const ModelFile& model) {
  return model.kind == ModelKind::kTable && model.name.starts_with(kTouchedPrefix);
}

// What has a statement that dbt runs as it is.
bool IsRunByDbt(const ModelFile& model) {
  return model.kind == ModelKind::kView || model.kind == ModelKind::kWork || model.IsComputedTable() ||
         model.name == kWholeRange;
}

class DbtProjectWriter {
 public:
  DbtProjectWriter(const SqlModels& models, const std::vector<AppSettings>& apps, const std::string& duckdb_file)
      : models_(models), apps_(apps), duckdb_file_(duckdb_file) {}

  DbtProject Write() {
    Choose();
    for (const ModelFile* model : chosen_) WriteModel(*model);
    WriteStatus();
    for (const std::string& name : previous_) WritePrevious(models_.Get(name));
    Add("models/sources.yml", SourcesYaml());
    for (const auto& [folder, yaml] : yaml_) Add("models/" + folder + "/models.yml", "version: 2\n\nmodels:\n" + yaml);
    Add("dbt_project.yml", DbtProjectYaml(apps_));
    Add("profiles.yml", DbtProfilesYaml(models_.dialect(), duckdb_file_));
    Add("macros/millrace.sql", DbtMacros());
    Add("tests/generic/unique_together.sql", DbtUniqueTest());
    Add("README.md", DbtReadme(models_.dialect(), apps_, project_.left_out));
    std::sort(project_.files.begin(), project_.files.end(),
              [](const DbtFile& a, const DbtFile& b) { return a.path < b.path; });
    return std::move(project_);
  }

 private:
  void Add(std::string path, std::string text) { project_.files.push_back({std::move(path), std::move(text)}); }

  // Which models dbt can run: those that read nothing else than sources and each other.
  void Choose() {
    for (const TableId id : kLoadedTables) AddSource(std::string(TableOf(id).name));
    AddSource("load_end");
    relations_.emplace(kDayStates, DbtRelation::kModel);
    for (const ModelFile& model : models_.models()) {
      if (IsSource(model)) relations_.emplace(model.name, DbtRelation::kSource);
      if (IsTouchedTable(model) || IsRunByDbt(model)) relations_.emplace(model.name, DbtRelation::kModel);
    }
    while (LeaveOut()) continue;
    std::set<std::string> touched;
    for (const ModelFile& model : models_.models()) {
      if (!IsRunByDbt(model) || !relations_.contains(model.name)) continue;
      chosen_.push_back(&model);
      for (const std::string& name : RelationsOf(model.Body())) {
        if (relations_.find(name)->second == DbtRelation::kSource) AddSource(name);
        if (IsReadAsLeft(model, name)) previous_.insert(name);
        if (name.starts_with(kTouchedPrefix)) touched.insert(name);
      }
    }
    for (const std::string& name : touched) chosen_.push_back(&models_.Get(name));
  }

  void AddSource(const std::string& name) {
    relations_.emplace(name, DbtRelation::kSource);
    sources_.insert(name);
  }

  // Models that read what is not there; whether there were any.
  bool LeaveOut() {
    bool has_left_out = false;
    for (const ModelFile& model : models_.models()) {
      if (!IsRunByDbt(model) || !relations_.contains(model.name)) continue;
      const std::vector<std::string> read = RelationsOf(model.Body());
      const auto missing =
          std::find_if(read.begin(), read.end(), [&](const std::string& name) { return !relations_.contains(name); });
      if (missing == read.end()) continue;
      relations_.erase(model.name);
      if (model.layer == kUserLayer) project_.left_out.push_back({model.name, *missing});
      has_left_out = true;
    }
    return has_left_out;
  }

  void WriteModel(const ModelFile& model) {
    const Dialect dialect = models_.dialect();
    DbtModelText text{.materialized = "table", .schema = kWorkSuffix, .body = {}};
    if (model.name == kTouchedDevices) {
      const ModelFile& touch = models_.Get("touch_everything");
      text.body = TypedBody(dialect, model.columns, BodyForDbt(touch, SelectOf(touch.statements.back()), relations_));
    } else if (IsTouchedTable(model)) {
      text.materialized = "view";
      text.body = EmptyBody(dialect, model.columns);
    } else {
      text.body = BodyForDbt(model, model.statements.front(), relations_);
      if (model.kind == ModelKind::kTable) text.body = TypedBody(dialect, model.columns, text.body);
      if (model.kind == ModelKind::kView || model.kind == ModelKind::kQuery) text.materialized = "view";
      if (model.kind == ModelKind::kView || model.kind == ModelKind::kTable) text.schema = {};
    }
    const bool is_work = !text.schema.empty();
    Describe(is_work ? std::string(kWorkSuffix) : model.layer, model, text, !is_work);
  }

  // The state of each metric table and day, as a model run records it.
  void WriteStatus() {
    const ModelFile& record = models_.Get("record_status");
    std::string body;
    for (const ModelFile* model : chosen_) {
      if (!IsMetricTable(*model)) continue;
      body.append(body.empty() ? "" : "\nUNION ALL\n")
          .append(BodyForDbt(record, StatusRowsOf(models_, *model), relations_));
    }
    const ModelFile& status = models_.Get(kDayStates);
    Describe(status.layer, status,
             {.materialized = "table", .body = TypedBody(models_.dialect(), status.columns, body, {"error"})}, true);
  }

  void WritePrevious(const ModelFile& model) {
    ModelFile previous = model;
    previous.name = std::string(kPreviousPrefix) + model.name;
    previous.meaning = "`" + model.name + "` as an earlier run left it: empty, since all days are built.";
    Describe(std::string(kWorkSuffix), previous,
             {.materialized = "view", .schema = kWorkSuffix, .body = EmptyBody(models_.dialect(), model.columns)},
             false);
  }

  void Describe(const std::string& folder, const ModelFile& model, const DbtModelText& text, bool is_tested) {
    Add("models/" + folder + "/" + model.name + ".sql", DbtModelFile(text));
    yaml_[folder] += DbtModelYaml(model, AllColumnsOf(models_, model), models_.dialect(), is_tested);
    if (is_tested) ++project_.model_count;
  }

  std::string SourcesYaml() const {
    std::string tables;
    for (const std::string& name : sources_) {
      ModelFile table;
      table.name = name;
      if (const auto id = FindTable(name)) {
        table.meaning = "Loaded from the lake.";
        table.columns = LoadedTable(*id).columns;
      } else {
        table = models_.Get(name);
      }
      tables += DbtTableYaml(table, models_.dialect());
    }
    return DbtSourcesYaml(tables);
  }

  const SqlModels& models_;
  const std::vector<AppSettings>& apps_;
  const std::string& duckdb_file_;
  DbtProject project_;
  DbtRelations relations_;
  std::vector<const ModelFile*> chosen_;
  std::set<std::string> previous_;
  std::set<std::string> sources_;            // those that are read
  std::map<std::string, std::string> yaml_;  // by folder below models/
};

}  // namespace

DbtProject DbtProjectOf(const SqlModels& models, const std::vector<AppSettings>& apps, const std::string& duckdb_file) {
  return DbtProjectWriter(models, apps, duckdb_file).Write();
}

}  // namespace millrace
