// The workflows of a project that `millrace run` carries out, each in a thread of its own under a lease of its own. To
// add one: write a function that makes it, and add it to the list in workflows.cc. Commands, status, history and
// retries find it there.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "workflow/clock.h"
#include "workflow/workflow.h"

#include "ledger/ledger.h"
#include "project/job_control.h"
#include "project/project.h"

namespace millrace {

// What the functions of a workflow may use. The references outlive the workflow. The functions are called by the one
// thread that `ledger` belongs to, but for those of parallel branches, which open a ledger of their own.
struct WorkflowSurroundings {
  Project& project;
  Ledger& ledger;
  Clock& clock;               // stops when the service drains or stops
  const JobControl& control;  // its observer is told by `log` and `warn` alone
  std::function<void(const std::string&)> log;
  std::function<void(const std::string&)> warn;
  std::function<void()> note_left_behind;  // something remains that a person should look at: `run --once` gives 1
};

struct ProjectWorkflow {
  const char* name;
  // The workflow owns what its functions share. Its `schedule` is from the configuration.
  Workflow (*make)(const WorkflowSurroundings& surroundings);
};

// In the order in which `run --once` does them. Without a warehouse only those that need none.
std::span<const ProjectWorkflow> ProjectWorkflows(const Config& config);

// Whether the work of the workflow is done in the warehouse. That of the others is done by jobs of the lake.
bool WorksInWarehouse(std::string_view workflow);

// All of them, by name.
std::map<std::string, Workflow> MakeWorkflows(const WorkflowSurroundings& surroundings);

}  // namespace millrace
