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

// At most one exists per project at a time, in all processes: it holds a separate lease during its lifetime. Not
// thread-safe; the tokens of its control may be used by any thread.
class RunService {
 public:
  // `project` and the observer must outlive it. Throws SystemError when another service of this project is at work.
  RunService(Project& project, const JobControl& control);
  ~RunService();
  RunService(const RunService&) = delete;
  RunService& operator=(const RunService&) = delete;

  // Continues an unfinished run, or starts one if files are unread, with all its retries and independent of the
  // schedule. Null if there is nothing to do. Returns a parked run unchanged.
  std::optional<WorkflowRun> RunOnce();

  // Whether the newest run left raw files behind that it could not read.
  bool left_behind() const;

  // Runs at each scheduled time until a stop is requested or the schedule has no more times.
  void RunOnSchedule();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The result of retrying a parked run.
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
