// Plug-ins that are programs: an Arrow IPC stream on stdin, one on stdout, kept running over batches. The program is
// started for each instance; what it does wrong is a SystemError that names the plug-in. See plugin.h for threads.
#pragma once

#include <memory>

#include "plugin/plugin.h"

namespace millrace {

std::unique_ptr<Plugin> OpenProgramPlugin(const Config::Plugin& config);

}  // namespace millrace
