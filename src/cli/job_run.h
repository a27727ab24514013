// What the commands that run jobs share: progress on stderr, and the summary.
#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "cli/command.h"
#include "pipeline/run_report.h"
#include "project/job_control.h"

namespace millrace {

// --wait: how long to wait for another job of the project.
void AddWaitFlag(CLI::App& command, int& seconds);

// The last flags of the commands that run jobs and print one summary.
struct JobFlags {
  bool json = false;
  int wait_seconds = 0;

  void AddTo(CLI::App& command);
};

struct JobRunOptions {
  std::string label;  // of the progress line
  int wait_seconds = 0;
  std::stop_token stop = {};
};

// Calls a service, shows how far it is and logs what it waits for.
RunReport RunWithProgress(const CommandLine& line, const JobRunOptions& options,
                          const std::function<RunReport(const JobControl&)>& service);

// The summary of `process` on stdout, or one line when there was nothing to do; `json`: one object in both cases. What
// somebody should know goes to stderr.
void PrintReport(const CommandLine& line, const RunReport& report, bool json);

}  // namespace millrace
