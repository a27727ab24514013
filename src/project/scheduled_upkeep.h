// Metadata scans and expiries of the warehouse on a schedule: two workflows of one step each. Both steps can be
// repeated from any point: a scan is done or as it was before, an expiry goes on where it was.
#pragma once

#include "project/workflows.h"

namespace millrace {

inline constexpr const char* kMetadataWorkflow = "metadata";
inline constexpr const char* kExpiryWorkflow = "expiry";

// Looks every hour whether a scan is due: `metadata.interval` has passed since the last one, and a load has changed
// something. So the first load is scanned soon.
Workflow MakeScheduledMetadata(const WorkflowSurroundings& surroundings);

// Looks every hour whether an expiry is due: the last one is a day ago, and a load has changed something; or the
// configuration keeps something else.
Workflow MakeScheduledExpiry(const WorkflowSurroundings& surroundings);

}  // namespace millrace
