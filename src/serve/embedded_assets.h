// The files of the console that are compiled into the program (cmake/Assets.cmake): those of build/web, or one page
// that says that the console was not built. Immutable.
#pragma once

#include <span>

#include "http/asset.h"

namespace millrace {

// Sorted by path; `/index.html` is among them.
std::span<const http::Asset> EmbeddedAssets();

}  // namespace millrace
