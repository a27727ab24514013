#include "project/workflows.h"

#include <algorithm>
#include <array>

#include "core/error.h"
#include "project/project_warehouse.h"
#include "project/scheduled_load.h"
#include "project/scheduled_models.h"
#include "project/scheduled_processing.h"
#include "project/scheduled_replay.h"
#include "project/scheduled_segments.h"
#include "project/scheduled_upkeep.h"

namespace millrace {
namespace {

constexpr std::array kProjectWorkflows = {
    ProjectWorkflow{kProcessWorkflow, MakeScheduledProcessing}, ProjectWorkflow{kReplayWorkflow, MakeScheduledReplay},
    // What follows needs a warehouse.
    ProjectWorkflow{kLoadWorkflow, MakeScheduledLoad}, ProjectWorkflow{kModelsWorkflow, MakeScheduledModels},
    ProjectWorkflow{kMetadataWorkflow, MakeScheduledMetadata}, ProjectWorkflow{kExpiryWorkflow, MakeScheduledExpiry},
    ProjectWorkflow{kSegmentsWorkflow, MakeScheduledSegments}};
constexpr size_t kWithoutWarehouse = 2;

}  // namespace

std::span<const ProjectWorkflow> ProjectWorkflows(const Config& config) {
  const std::span<const ProjectWorkflow> all(kProjectWorkflows);
  return HasWarehouse(config) ? all : all.first(kWithoutWarehouse);
}

bool WorksInWarehouse(std::string_view workflow) {
  const auto those = std::span(kProjectWorkflows).subspan(kWithoutWarehouse);
  return std::ranges::any_of(those, [&](const ProjectWorkflow& each) { return workflow == each.name; });
}

std::map<std::string, Workflow> MakeWorkflows(const WorkflowSurroundings& surroundings) {
  std::map<std::string, Workflow> workflows;
  for (const ProjectWorkflow& each : ProjectWorkflows(surroundings.project.config())) {
    Workflow workflow = each.make(surroundings);
    MILLRACE_CHECK(workflow.name() == each.name);
    CheckWorkflow(workflow);
    workflows.emplace(each.name, std::move(workflow));
  }
  return workflows;
}

}  // namespace millrace
