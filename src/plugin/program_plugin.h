// Plug-ins that are programs: an Arrow IPC stream on stdin, one on stdout, kept running over batches.
#pragma once

#include <memory>

#include "plugin/plugin.h"

namespace millrace {

std::unique_ptr<Plugin> OpenProgramPlugin(const Config::Plugin& config);

}  // namespace millrace
