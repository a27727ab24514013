// Plug-ins that are programs: an Arrow IPC stream on stdin, one on stdout. Each instance starts the program once and
// sends it all batches; its failures are SystemErrors that name the plug-in. See plugin.h for threads.
#pragma once

#include <memory>

#include "plugin/plugin.h"

namespace millrace {

std::unique_ptr<Plugin> OpenProgramPlugin(const Config::Plugin& config);

}  // namespace millrace
