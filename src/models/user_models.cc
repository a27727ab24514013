#include "models/user_models.h"

#include <algorithm>
#include <map>

#include "core/error.h"
#include "storage/read_whole.h"

namespace millrace {
namespace {

// A rebuild makes a table as NAME__next, and PostgreSQL cuts names at 63 bytes.
constexpr size_t kLongestModelName = 57;

const ModelColumn* ColumnOf(const ModelFile& model, std::string_view name) {
  const auto found = std::find_if(model.columns.begin(), model.columns.end(),
                                  [&](const ModelColumn& column) { return column.name == name; });
  return found == model.columns.end() ? nullptr : &*found;
}

void CheckUserModel(const ModelFile& model) {
  const auto fail = [&](const std::string& message) { throw UserError(model.path + ": " + message); };
  if (model.kind != ModelKind::kView && model.kind != ModelKind::kWork && model.kind != ModelKind::kTable) {
    fail("a model of your own is a view, a table or a work relation; its kind is `" +
         std::string(kModelKindNames[static_cast<size_t>(model.kind)]) + "`");
  }
  if (model.kind != ModelKind::kTable) return;
  if (!model.IsComputedTable()) fail("the table has no SELECT that computes its rows");
  if (model.refresh != ModelRefresh::kDay && model.refresh != ModelRefresh::kUser &&
      model.refresh != ModelRefresh::kDevice && model.refresh != ModelRefresh::kActiveDay) {
    fail("a table is refreshed by `day`, `user (COLUMN)`, `device` or `active day`");
  }
  const ModelColumn* day = ColumnOf(model, "event_date");
  if (!day || day->type != ModelType::kDate) fail("the table needs a column `event_date` of type date");
  if (!model.refresh_column.empty() && !ColumnOf(model, model.refresh_column)) {
    fail("`refresh:` names `" + model.refresh_column + "`, which is no column");
  }
  if (model.key.empty()) fail("the header lacks `key:`, the columns that are unique together");
}

// The files of a folder: texts that are models, and files that are none.
class UserModels {
 public:
  UserModels(FileSystem& files, const std::string& folder, Dialect dialect) : files_(files), dialect_(dialect) {
    for (const FileInfo& file : folder.empty() ? std::vector<FileInfo>() : files.List(folder)) Find(file.path);
    for (const auto& [name, path] : own_) {
      if (plain_.contains(name)) continue;
      std::string problem = path;
      problem.append(": ").append(name).append(".sql, the model for all other dialects, is missing");
      LeaveOut(name, std::move(problem));
    }
    for (const auto& [name, path] : plain_) Read(name, path);
  }

  SqlModels Join(const std::vector<ModelFile>& program) && {
    while (true) {
      std::vector<ModelFile> all = program;
      all.insert(all.end(), models_.begin(), models_.end());
      try {
        return SqlModels(dialect_, std::move(all), left_out_);
      } catch (const ModelFileError& error) {
        const auto wrong = std::ranges::find(models_, error.path(), &ModelFile::path);
        if (wrong == models_.end()) throw;
        LeaveOut(wrong->name, error.what());
        models_.erase(wrong);
      }
    }
  }

 private:
  void LeaveOut(const std::string& name, std::string error) { left_out_.push_back({name, std::move(error)}); }

  void Find(const std::string& path) {
    std::string name = path.substr(path.rfind('/') + 1);
    if (!name.ends_with(".sql") || name.starts_with(".")) return;
    name.resize(name.size() - 4);
    const size_t dot = name.find('.');
    const std::string base = name.substr(0, dot);
    if (!IsModelName(base) || base.size() > kLongestModelName) {
      LeaveOut(base, path + ": the name of a model is of a to z, 0 to 9 and `_`, with a letter in front, at most " +
                         std::to_string(kLongestModelName));
      return;
    }
    if (dot == std::string::npos) {
      if (!plain_.emplace(base, path).second) LeaveOut(base, path + ": the model is there twice: " + plain_[base]);
      return;
    }
    const auto other = ParseDialect(name.substr(dot + 1));
    if (!other) {
      LeaveOut(base, path + ": unknown dialect `" + name.substr(dot + 1) + "` (known: duckdb, postgres, redshift)");
    } else if (*other == dialect_) {
      own_.emplace(base, path);
    }
  }

  void Read(const std::string& name, const std::string& path) {
    const auto special = own_.find(name);
    const std::string& used = special == own_.end() ? path : special->second;
    const std::string text = ReadWhole(files_, used);
    try {
      ModelFile model = ParseModelFile(used, kUserLayer, name, text);
      CheckUserModel(model);
      models_.push_back(std::move(model));
    } catch (const UserError& error) {
      LeaveOut(name, error.what());
    }
  }

  FileSystem& files_;
  const Dialect dialect_;
  // By name: the plain file, and that of the dialect.
  std::map<std::string, std::string> plain_, own_;
  std::vector<ModelFile> models_;
  std::vector<FailedModel> left_out_;
};

}  // namespace

SqlModels ModelsWith(FileSystem& files, const std::string& folder, Dialect dialect) {
  return UserModels(files, folder, dialect).Join(SqlModels::BuiltInFiles(dialect));
}

}  // namespace millrace
