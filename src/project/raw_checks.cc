#include <utility>

#include "core/quantity.h"
#include "core/utf8.h"
#include "pipeline/process_job.h"
#include "project/checks.h"
#include "project/project_parts.h"

namespace millrace {

// The events of a quarantined file are missing from the lake until someone acts. A file that has only failed is tried
// again.
std::vector<Finding> CheckFailingFiles(Project& project) {
  std::vector<Finding> findings;
  for (const FailingFile& file : project.OpenLedgerToRead()->failing_files().All()) {
    const std::string name = ShownName(file.path);
    std::string what = name;
    what.append(file.quarantined() ? " is quarantined after " : ", ").append(std::to_string(file.failures));
    what.append(file.failures == 1 ? " failure: " : " failures: ").append(file.reason);
    if (file.quarantined()) {
      findings.push_back({Health::kFailed, "raw files", std::move(what),
                          std::string("fix it, then `millrace retry --file '").append(name).append("'`")});
    } else {
      findings.push_back({Health::kWarning, "raw files", std::move(what), "the next run tries it alone"});
    }
  }
  if (findings.empty()) findings.push_back({Health::kOk, "raw files", "none failed"});
  return findings;
}

// The lake contains the old content of a changed file, not its new content.
std::vector<Finding> CheckChangedFiles(Project& project) {
  const Config& config = project.config();
  if (!project.files().Stat(config.raw)) return {};
  const auto ledger = project.OpenLedgerToRead();
  const Plan plan = PlanProcess(project.files(), *ledger, PipelineOptionsOf(config), {.full_scan = true});
  std::vector<Finding> findings;
  findings.reserve(plan.unlisted.size() + 1);
  for (const UnlistedFolder& folder : plan.unlisted) {
    findings.push_back({Health::kFailed, "raw directory", folder.reason,
                        "give this user the right to read it, or add it to `processing.ignore`"});
  }
  if (plan.changed.empty()) {
    findings.push_back({Health::kOk, "changed raw files", "none"});
    return findings;
  }
  findings.push_back({Health::kWarning, "changed raw files",
                      FormatCount(plan.changed.size()) + " since they were read, the first: " +
                          ShownName(plan.changed.front().name) + ", " + plan.changed.front().What(),
                      "give new content a new name, or replace the old rows with `millrace process --again --file`"});
  return findings;
}

}  // namespace millrace
