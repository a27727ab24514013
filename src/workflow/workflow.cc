#include "workflow/workflow.h"

#include "core/error.h"

namespace millrace {

void CheckWorkflow(const Workflow& workflow) {
  CheckDefinition(workflow.definition);
  for (const std::string& name : FunctionsOf(workflow.definition)) {
    if (!workflow.functions.contains(name)) {
      throw InternalError("workflow " + workflow.name() + ": no function `" + name + "`");
    }
  }
}

}  // namespace millrace
