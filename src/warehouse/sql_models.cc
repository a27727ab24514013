#include "warehouse/sql_models.h"

#include <algorithm>
#include <map>

#include "core/did_you_mean.h"
#include "core/error.h"
#include "schema/table.h"
#include "warehouse/embedded_sql.h"

namespace millrace {
namespace {

bool IsLoadedTable(std::string_view name) {
  const auto table = FindTable(name);
  return table && *table != TableId::kReject;
}

// Depth-first, so that a cycle shows as a model that is met again on the way to itself.
class DependencyOrder {
 public:
  DependencyOrder(const std::vector<ModelFile>& files, const std::vector<FailedModel>& left_out)
      : files_(files), left_out_(left_out) {
    for (size_t i = 0; i < files.size(); ++i) {
      const auto [other, is_new] = index_.emplace(files[i].name, i);
      if (!is_new) {
        throw ModelFileError(files[i], "model `" + files[i].name + "` is there twice: " + files[other->second].path +
                                           " and " + files[i].path + "; rename one of them");
      }
      if (IsLoadedTable(files[i].name)) {
        throw ModelFileError(files[i],
                             files[i].path + ": `" + files[i].name + "` is a loaded table; a model needs another name");
      }
    }
  }

  std::vector<size_t> Sort() {
    states_.assign(files_.size(), State::kNew);
    for (const auto& [name, index] : index_) Visit(index);
    return order_;
  }

 private:
  enum class State : uint8_t { kNew, kOpen, kDone };

  void Visit(size_t index) {
    if (states_[index] == State::kDone) return;
    path_.push_back(index);
    if (states_[index] == State::kOpen) FailCycle();
    states_[index] = State::kOpen;
    for (const std::string& name : files_[index].depends) {
      const auto found = index_.find(name);
      if (found != index_.end()) {
        Visit(found->second);
      } else if (!IsLoadedTable(name)) {
        FailMissing(files_[index], "depends", name);
      }
    }
    for (const std::string& name : files_[index].previous) {
      if (!index_.contains(name) && !IsLoadedTable(name)) FailMissing(files_[index], "previous", name);
    }
    path_.pop_back();
    states_[index] = State::kDone;
    order_.push_back(index);
  }

  [[noreturn]] void FailMissing(const ModelFile& file, std::string_view field, const std::string& name) const {
    if (std::ranges::find(left_out_, name, &FailedModel::model) != left_out_.end()) {
      throw ModelFileError(file, file.path + ": `" + std::string(field) + ":` names `" + name +
                                     "`, which is left out, because its file is wrong");
    }
    std::vector<std::string_view> known;
    known.reserve(index_.size());
    for (const auto& [other, index] : index_) known.push_back(other);
    for (const Table& table : AllTables()) {
      if (table.id != TableId::kReject) known.push_back(table.name);
    }
    throw ModelFileError(file, file.path + ": `" + std::string(field) + ":` names `" + name +
                                   "`, which is neither a model nor a loaded table" + DidYouMeanHint(name, known));
  }

  [[noreturn]] void FailCycle() const {
    std::string cycle;
    const auto begin = std::find(path_.begin(), path_.end(), path_.back());
    for (auto at = begin; at != path_.end(); ++at) cycle += (cycle.empty() ? "" : " → ") + files_[*at].name;
    throw ModelFileError(files_[path_.back()],
                         files_[path_.back()].path + ": models depend on each other: " + cycle +
                             "; what a model reads as an earlier run left it belongs under `previous:`");
  }

  const std::vector<ModelFile>& files_;
  const std::vector<FailedModel>& left_out_;
  std::map<std::string, size_t, std::less<>> index_;
  std::vector<State> states_;
  std::vector<size_t> path_;
  std::vector<size_t> order_;
};

}  // namespace

std::vector<ModelFile> SqlModels::BuiltInFiles(Dialect dialect) {
  std::vector<ModelFile> files;
  for (const EmbeddedSql& sql : EmbeddedSqlTexts()) {
    std::string_view text = dialect == Dialect::kPostgres   ? sql.postgres
                            : dialect == Dialect::kRedshift ? sql.redshift
                                                            : sql.duckdb;
    std::string path = "sql/" + std::string(sql.layer) + "/" + std::string(sql.name);
    if (text.empty()) {
      text = sql.duckdb;
    } else if (dialect != Dialect::kDuckDb) {
      path.append(".").append(NameOf(dialect));
    }
    files.push_back(ParseModelFile(path + ".sql", sql.layer, sql.name, text));
  }
  return files;
}

SqlModels SqlModels::BuiltIn(Dialect dialect) {
  return SqlModels(dialect, BuiltInFiles(dialect));
}

SqlModels::SqlModels(Dialect dialect, std::vector<ModelFile> files, std::vector<FailedModel> left_out)
    : dialect_(dialect), left_out_(std::move(left_out)) {
  const std::vector<size_t> order = DependencyOrder(files, left_out_).Sort();
  models_.reserve(files.size());
  for (const size_t index : order) models_.push_back(std::move(files[index]));
}

const ModelFile* SqlModels::Find(std::string_view name) const {
  const auto found =
      std::find_if(models_.begin(), models_.end(), [&](const ModelFile& model) { return model.name == name; });
  return found == models_.end() ? nullptr : &*found;
}

const ModelFile& SqlModels::Get(std::string_view name) const {
  const ModelFile* found = Find(name);
  if (!found) throw InternalError("there is no SQL model " + std::string(name));
  return *found;
}

bool SqlModels::IsLeftOut(std::string_view name) const {
  return std::ranges::find(left_out_, name, &FailedModel::model) != left_out_.end();
}

bool SqlModels::IsOwn(std::string_view name) const {
  const ModelFile* found = Find(name);
  return found && found->IsOwn();
}

std::set<std::string, std::less<>> SqlModels::WithDependents(std::set<std::string, std::less<>> names) const {
  for (const ModelFile& model : models_) {
    const bool is_above = std::any_of(model.depends.begin(), model.depends.end(),
                                      [&](const std::string& name) { return names.contains(name); });
    if (is_above) names.insert(model.name);
  }
  return names;
}

}  // namespace millrace
