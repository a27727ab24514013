// The story of a request as lines of text.
#pragma once

#include <span>
#include <string>

#include "project/request_trace.h"

namespace millrace {

// In lines of at most `width` columns; 0: of any length.
std::string RenderTrace(std::span<const TraceEntry> story, size_t width, bool color);

}  // namespace millrace
