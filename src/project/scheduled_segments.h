// Segments of users as a workflow of one step: it computes those whose time has come (segment_refresh.h), one after the
// other. The step can be repeated from any point: a segment that was computed is not due any more.
#pragma once

#include "project/workflows.h"

namespace millrace {

inline constexpr const char* kSegmentsWorkflow = "segments";

// Looks every minute whether a segment is due.
Workflow MakeScheduledSegments(const WorkflowSurroundings& surroundings);

}  // namespace millrace
