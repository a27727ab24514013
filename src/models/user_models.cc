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

}  // namespace

SqlModels ModelsWith(FileSystem& files, const std::string& folder, Dialect dialect) {
  std::vector<ModelFile> models = SqlModels::BuiltInFiles(dialect);
  // By name: the plain file, and that of the dialect.
  std::map<std::string, std::string> plain, own;
  for (const FileInfo& file : folder.empty() ? std::vector<FileInfo>() : files.List(folder)) {
    std::string name = file.path.substr(file.path.rfind('/') + 1);
    if (!name.ends_with(".sql") || name.starts_with(".")) continue;
    name.resize(name.size() - 4);
    const size_t dot = name.find('.');
    const std::string base = name.substr(0, dot);
    if (!IsModelName(base) || base.size() > kLongestModelName) {
      throw UserError(file.path +
                      ": the name of a model is of a to z, 0 to 9 and `_`, with a letter in front, at most " +
                      std::to_string(kLongestModelName));
    }
    if (dot == std::string::npos) {
      if (!plain.emplace(base, file.path).second)
        throw UserError(file.path + ": the model is there twice: " + plain[base]);
      continue;
    }
    const auto other = ParseDialect(name.substr(dot + 1));
    if (!other)
      throw UserError(file.path + ": unknown dialect `" + name.substr(dot + 1) +
                      "` (known: duckdb, postgres, redshift)");
    if (*other == dialect) own.emplace(base, file.path);
  }
  for (const auto& [name, path] : own) {
    if (!plain.contains(name))
      throw UserError(
          std::string(path).append(": ").append(name).append(".sql, the model for all other dialects, is missing"));
  }
  for (const auto& [name, path] : plain) {
    const auto special = own.find(name);
    const std::string& used = special == own.end() ? path : special->second;
    models.push_back(ParseModelFile(used, kUserLayer, name, ReadWhole(files, used)));
    CheckUserModel(models.back());
  }
  return SqlModels(dialect, std::move(models));
}

}  // namespace millrace
