// How far a change of the schemas or a model run is: one line on a terminal, log lines about the steps of a schema
// elsewhere. For one thread.
#pragma once

#include <string>

#include "cli/command.h"
#include "project/app_models.h"

namespace millrace {

class ModelProgress {
 public:
  explicit ModelProgress(const CommandLine& line);
  // Removes the status line.
  ~ModelProgress();
  ModelProgress(const ModelProgress&) = delete;
  ModelProgress& operator=(const ModelProgress&) = delete;

  // Must not outlive this object.
  ModelWatch Watch(std::chrono::milliseconds patience, const std::stop_token& stop);

 private:
  const bool is_shown_;
};

}  // namespace millrace
