// The common parts of commands that run jobs: progress on stderr, and the summary.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "cli/command.h"
#include "pipeline/run_report.h"
#include "project/job_control.h"

namespace millrace {

// --wait: how long to wait for another job of the project.
struct WaitFlag {
  std::string text = "0s";

  void AddTo(CLI::App& command);
  std::chrono::milliseconds patience() const;
};

// The last flags of commands that run jobs and print a summary.
struct JobFlags {
  bool json = false;
  WaitFlag wait;

  void AddTo(CLI::App& command);
};

struct JobRunOptions {
  std::string label;  // of the progress line
  std::string kept;   // what an interrupted run says: what is kept, and what the next run does (interrupts.h)
  std::chrono::milliseconds patience{0};
};

// Calls a service, shows its progress and logs what it waits for. SIGINT, SIGTERM and SIGHUP end the process in order.
RunReport RunWithProgress(const CommandLine& line, const JobRunOptions& options,
                          const std::function<RunReport(const JobControl&)>& service);

// Prints the summary of `process` on stdout, or one line if there was nothing to do; `json`: one object in both cases.
// Warnings go to stderr.
void PrintReport(const CommandLine& line, const RunReport& report, bool json);

}  // namespace millrace
