// The metrics of a project, from its status.
#pragma once

#include "project/project.h"
#include "serve/metric_registry.h"

namespace millrace {

// Lists the raw directory, so it may take long. Throws what StatusOf throws. Thread-safe.
void ReadProjectMetrics(Project& project, MetricRegistry& registry);

}  // namespace millrace
