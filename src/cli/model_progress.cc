#include "cli/model_progress.h"

#include "core/log.h"
#include "core/one_line.h"

namespace millrace {

ModelProgress::ModelProgress(const CommandLine& line) : is_shown_(!line.quiet && IsTerminal(stderr)) {}

ModelProgress::~ModelProgress() {
  if (is_shown_) SetStatusLine("");
}

ModelWatch ModelProgress::Watch(std::chrono::milliseconds patience, const std::stop_token& stop) {
  ModelWatch watch;
  watch.on_wait = [](const std::string& holder) { LogInfo("waiting: " + holder); };
  watch.on_left_out = [](const std::string& app, const FailedModel& model) {
    LogWarning(app + ": " + OneLine(model.error));
  };
  watch.patience = patience;
  watch.stop = stop;
  if (!is_shown_) return watch;
  watch.on_step = [](const std::string& app, const SchemaStep& step) {
    SetStatusLine(app + "  schema  " + std::string(kSchemaActionNames[static_cast<size_t>(step.action)]) + " " +
                  step.object);
  };
  watch.on_model = [](const std::string& app, const ModelFile& model, size_t number, size_t count) {
    SetStatusLine(app + "  " + std::to_string(number) + "/" + std::to_string(count) + "  " + model.name);
  };
  return watch;
}

}  // namespace millrace
