#include "models/selection.h"

#include <algorithm>

#include "core/did_you_mean.h"
#include "core/error.h"

namespace millrace {

bool IsComputed(const ModelFile& model) {
  return model.kind == ModelKind::kWork || model.IsComputedTable() ||
         (model.kind == ModelKind::kQuery && model.name.starts_with("run_"));
}

bool IsMetricTable(const ModelFile& model) {
  return model.IsComputedTable() && (model.refresh == ModelRefresh::kUser || model.refresh == ModelRefresh::kDay ||
                                     model.refresh == ModelRefresh::kActiveDay);
}

ReplacedDays DaysOf(const ModelFile& table) {
  if (table.refresh == ModelRefresh::kActiveDay) return {"run_active_day", "TRUE"};
  return {"run_day", table.refresh == ModelRefresh::kDevice ? "d.is_read" : "d.is_built"};
}

ModelSelection::ModelSelection(const SqlModels& models) {
  for (const ModelFile& model : models.models()) {
    if (IsComputed(model)) names_.insert(model.name);
  }
}

ModelSelection::ModelSelection(const SqlModels& models, const std::vector<std::string>& patterns) : is_all_(false) {
  std::vector<std::string_view> known;
  for (const ModelFile& model : models.models()) {
    if (model.IsComputedTable()) known.push_back(model.name);
  }
  std::set<std::string, std::less<>> wanted;
  for (std::string_view pattern : patterns) {
    const bool with_dependents = pattern.ends_with('+');
    if (with_dependents) pattern.remove_suffix(1);
    const bool is_known = with_dependents ? models.Find(pattern) != nullptr
                                          : std::find(known.begin(), known.end(), pattern) != known.end();
    if (!is_known) {
      throw UserError("--select: unknown table `" + std::string(pattern) + "`" + DidYouMeanHint(pattern, known) +
                      "; `millrace model graph` shows the models");
    }
    const auto added = with_dependents ? models.WithDependents({std::string(pattern)})
                                       : std::set<std::string, std::less<>>{std::string(pattern)};
    wanted.insert(added.begin(), added.end());
  }
  // From the last model to the first: what a wanted one is computed from is wanted.
  const std::vector<ModelFile>& all = models.models();
  for (auto model = all.rbegin(); model != all.rend(); ++model) {
    if (!wanted.contains(model->name)) continue;
    wanted.insert(model->depends.begin(), model->depends.end());
    if (IsComputed(*model)) names_.insert(model->name);
  }
  if (std::none_of(names_.begin(), names_.end(),
                   [&](const std::string& name) { return models.Get(name).IsComputedTable(); })) {
    throw UserError("--select: no table depends on what is selected");
  }
}

void ModelSelection::Exclude(const SqlModels& models, const std::string& model) {
  for (const std::string& name : models.WithDependents({model})) names_.erase(name);
}

}  // namespace millrace
