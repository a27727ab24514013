// The explanation of a request as one JSON object (docs/reference/json.md, `explain`). Pure; thread-safe.
#pragma once

#include <span>
#include <string>

#include "project/request_trace.h"

namespace millrace {

std::string TraceJson(std::span<const TraceEntry> story);

}  // namespace millrace
