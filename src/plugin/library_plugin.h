// Plug-ins that are shared libraries (plugins/include/millrace/plugin.h).
#pragma once

#include <memory>

#include "plugin/plugin.h"

namespace millrace {

std::unique_ptr<Plugin> OpenLibraryPlugin(const Config::Plugin& config);

}  // namespace millrace
