// How process, replay and demo run jobs: with the ledger open, progress shown, the summary printed.
#pragma once

#include <functional>
#include <string>

#include "cli/command.h"
#include "ledger/ledger.h"
#include "pipeline/process_job.h"

namespace millrace {

struct JobRunOptions {
  std::string label;  // of the progress line
  int wait_seconds = 0;
};

// Opens the project's ledger, fills in what options need to show progress and to wait, and runs `jobs`.
RunReport RunJobs(const CommandLine& line, const Config& config, PipelineOptions& options, const JobRunOptions& run,
                  const std::function<RunReport(Ledger&)>& jobs);

// The summary on stdout, or one line when there was nothing to do; `json`: one object in both cases.
void PrintReport(const CommandLine& line, const RunReport& report, bool json);

}  // namespace millrace
