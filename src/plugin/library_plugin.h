// Plug-ins that are shared libraries (plugins/include/millrace/plugin.h). Throws UserError for a library that cannot be
// loaded or that refuses its config. See plugin.h for threads.
#pragma once

#include <memory>

#include "plugin/plugin.h"

namespace millrace {

std::unique_ptr<Plugin> OpenLibraryPlugin(const Config::Plugin& config);

}  // namespace millrace
