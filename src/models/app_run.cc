#include "models/app_run.h"

#include <algorithm>

#include "core/sql_text.h"

namespace millrace {
namespace {

class AppRun {
 public:
  AppRun(Connection& connection, const SqlModels& models, const AppSettings& app, const ModelRunOptions& options)
      : connection_(connection), models_(models), app_(app), options_(options) {}

  AppRunResult Run(const std::vector<std::string>& select) {
    ModelSelection selection = select.empty() ? ModelSelection(models_) : ModelSelection(models_, select);
    result_.run = RunWithoutFailing(selection, options_);
    if (!options_.is_dry_run && selection.is_all()) CatchUp();
    return std::move(result_);
  }

 private:
  ModelRunResult RunWithoutFailing(ModelSelection& selection, const ModelRunOptions& options) {
    std::vector<FailedModel> failed;
    const auto exclude = [&](const FailedModel& wrong) {
      for (const std::string& name : models_.WithDependents({wrong.model})) {
        // A view, which no run computes, fails by itself only.
        if (name == wrong.model || selection.Contains(name)) failed.push_back({name, wrong.error});
      }
      selection.Exclude(models_, wrong.model);
    };
    for (const FailedModel& known : options.failed) {
      if (std::ranges::find(failed, known.model, &FailedModel::model) == failed.end()) exclude(known);
    }
    while (true) {
      ModelRunOptions attempt = options;
      attempt.failed = failed;
      ModelRun run(connection_, models_, app_, selection, attempt);
      try {
        ModelRunResult result = run.Run();
        result_.failed.insert(result_.failed.end(), failed.begin(), failed.end());
        return result;
      } catch (const ModelError& error) {
        if (!models_.IsOwn(error.model())) {
          if (!options.is_dry_run) run.RecordFailure({error.model(), error.what()});
          throw;
        }
        exclude({error.model(), error.what()});
      }
    }
  }

  // Days that an earlier run could not build, model by model.
  void CatchUp() {
    const ResultRows rows = connection_.QueryRows(
        "SELECT refresh_name, min(refresh_date) - DATE '1970-01-01', max(refresh_date) - DATE '1970-01-01' FROM " +
            SqlName(app_.schema) +
            ".refresh_mv_sp_status WHERE state = 'failed' GROUP BY refresh_name ORDER BY refresh_name",
        {}, options_.stop);
    for (int64_t row = 0; row < rows.row_count(); ++row) {
      const std::string name = rows.Text(row, 0);
      const ModelFile* model = models_.Find(name);
      const bool has_failed_now = std::any_of(result_.failed.begin(), result_.failed.end(),
                                              [&](const FailedModel& failed) { return failed.model == name; });
      if (has_failed_now || !model || !IsMetricTable(*model)) continue;
      ModelRunOptions options = options_;
      options.is_full = false;
      options.failed.clear();
      options.first_day = static_cast<int32_t>(rows.Integer(row, 1));
      options.last_day = static_cast<int32_t>(rows.Integer(row, 2));
      options.run_id += " " + name;
      ModelSelection selection(models_, {name});
      RunWithoutFailing(selection, options);
      if (selection.Contains(name)) result_.caught_up.push_back(name);
    }
  }

  Connection& connection_;
  const SqlModels& models_;
  const AppSettings& app_;
  const ModelRunOptions& options_;
  AppRunResult result_;
};

}  // namespace

AppRunResult RunModelsOfApp(Connection& connection, const SqlModels& models, const AppSettings& app,
                            const std::vector<std::string>& select, const ModelRunOptions& options) {
  return AppRun(connection, models, app, options).Run(select);
}

}  // namespace millrace
