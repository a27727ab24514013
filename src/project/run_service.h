// Processing on the schedule of the configuration, as a durable workflow (`millrace run`), and its parked runs
// (`millrace retry`). See pipeline/process_workflow.h for what a run does.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/ledger.h"
#include "project/job_control.h"
#include "project/project.h"

namespace millrace {

// At most one at a time lives for a project, on whatever process: it holds a lock of its own while it lives. Not
// thread-safe; the tokens of its control may be used by any thread.
class RunService {
 public:
  // `project` and the observer must outlive it. Throws SystemError when another service of this project is at work.
  RunService(Project& project, const JobControl& control);
  ~RunService();
  RunService(const RunService&) = delete;
  RunService& operator=(const RunService&) = delete;

  // Carries on the run that is not over, or begins one when files are unread, with all its retries and whatever the
  // schedule says. Null when there is nothing to do. A run that is parked is given back as it is.
  std::optional<WorkflowRun> RunOnce();

  // Whether the newest run left raw files behind that it could not read.
  bool left_behind() const;

  // Runs at each time of the schedule until a stop is requested or the schedule has no time left.
  void RunOnSchedule();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// What became of a parked run that shall be tried again.
struct RetriedRun {
  std::string id;
  std::string service;  // the service at work that will carry it on, as a sentence; empty: RunOnce does
};
// Gives the parked run all its attempts again. Null when none is parked.
std::optional<RetriedRun> RetryParkedRun(Project& project);

// Lets the next run try these raw files again, which earlier runs could not read; as the ledger names them, or with the
// raw folder before. Returns the ledger's names. Throws UserError for one that no run has failed to read.
std::vector<std::string> FreeFailingFiles(Project& project, const std::vector<std::string>& files);

}  // namespace millrace
