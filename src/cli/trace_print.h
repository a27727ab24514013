// The story of a request as lines of text, and as one JSON object.
#pragma once

#include <span>
#include <string>

#include "project/request_trace.h"

namespace millrace {

// In lines of at most `width` columns; 0: of any length.
std::string RenderTrace(std::span<const TraceEntry> story, size_t width, bool color);
std::string TraceJson(std::span<const TraceEntry> story);

}  // namespace millrace
