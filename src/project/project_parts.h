// The options of jobs, from the configuration and what parts/open_enrichments.h has opened.
#pragma once

#include "parts/open_enrichments.h"

#include "core/config.h"
#include "pipeline/process_job.h"

namespace millrace {

// Without anything that must be opened: enough to plan, and for jobs that write to the lake but enrich nothing.
PipelineOptions PipelineOptionsOf(const Config& config);
// All options except those of a single command: progress, profile and patience.
PipelineOptions PipelineOptionsOf(const Config& config, const OpenEnrichments& enrichments);

}  // namespace millrace
