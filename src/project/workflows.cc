#include "project/workflows.h"

#include <array>

#include "core/error.h"
#include "project/scheduled_models.h"
#include "project/scheduled_processing.h"
#include "project/scheduled_upkeep.h"

namespace millrace {
namespace {

constexpr std::array kProjectWorkflows = {
    ProjectWorkflow{kProcessWorkflow, MakeScheduledProcessing}, ProjectWorkflow{kModelsWorkflow, MakeScheduledModels},
    ProjectWorkflow{kMetadataWorkflow, MakeScheduledMetadata}, ProjectWorkflow{kExpiryWorkflow, MakeScheduledExpiry}};

}  // namespace

std::span<const ProjectWorkflow> ProjectWorkflows() {
  return kProjectWorkflows;
}

std::map<std::string, Workflow> MakeWorkflows(const WorkflowSurroundings& surroundings) {
  std::map<std::string, Workflow> workflows;
  for (const ProjectWorkflow& each : ProjectWorkflows()) {
    Workflow workflow = each.make(surroundings);
    MILLRACE_CHECK(workflow.name() == each.name);
    CheckWorkflow(workflow);
    workflows.emplace(each.name, std::move(workflow));
  }
  return workflows;
}

}  // namespace millrace
