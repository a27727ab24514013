// What `millrace model` prints of runs and of the models themselves.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "project/app_models.h"

namespace millrace {

// A row for each app, or one line when there are none.
std::string RenderModelRuns(const std::vector<AppModels>& apps, bool is_dry_run, const TableStyle& style);
std::string ModelRunsJson(const std::vector<AppModels>& apps, bool is_dry_run);

// Every model with what it reads and the definition of its columns.
std::string ModelsJson(const SqlModels& models);

}  // namespace millrace
