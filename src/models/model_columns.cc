#include "models/model_columns.h"

#include <algorithm>

#include "schema/table.h"
#include "warehouse/ddl.h"

namespace millrace {
namespace {

constexpr std::string_view kLikeBegin = "those of ";

}  // namespace

std::vector<ModelColumn> AllColumnsOf(const SqlModels& models, const ModelFile& model) {
  std::vector<ModelColumn> columns;
  if (model.columns_like.starts_with(kLikeBegin)) {
    std::string name = model.columns_like.substr(kLikeBegin.size());
    name.resize(std::min(name.find_first_of(", "), name.size()));
    if (const auto table = FindTable(name)) {
      columns = LoadedTable(*table).columns;
    } else if (const ModelFile* other = models.Find(name)) {
      columns = AllColumnsOf(models, *other);
    }
  }
  columns.insert(columns.end(), model.columns.begin(), model.columns.end());
  return columns;
}

}  // namespace millrace
