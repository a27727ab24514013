// Executes the workflows of a project (workflows.h), in parallel on their schedules or once (`millrace run`).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ledger/ledger.h"
#include "project/job_control.h"
#include "project/project.h"
#include "project/workflow_runs.h"

namespace millrace {

struct RunServiceState;

// Each workflow has a lease, so only one service executes it at a time, across all processes. Not thread-safe; the
// tokens of its control may be used by any thread. The observer is called by the threads of the workflows, by one at a
// time.
class RunService {
 public:
  // `project` and the observer must outlive it.
  RunService(Project& project, const JobControl& control);
  ~RunService();
  RunService(const RunService&) = delete;
  RunService& operator=(const RunService&) = delete;

  // Runs these workflows now, one after the other, or all if none is named; with all retries and independent of their
  // schedules. Each continues an unfinished run, or starts one if there is something to do; then the runs that these
  // have started are carried out, too. Returns all of them, also parked ones, which are left as they are. Throws
  // UserError for a wrong configuration, and if the lake is not that of the ledger (known_places.h); SystemError when
  // another service carries out one of the workflows.
  std::vector<RunDetails> RunOnce(const std::vector<std::string>& workflows = {});

  // Whether a run left something behind that a person should look at: raw files that could not be read.
  bool left_behind() const;

  // Runs all workflows at each of their scheduled times, until a stop is requested or the schedules have no more times.
  // Throws as RunOnce does, and what ends one of them ends all.
  void RunOnSchedule();

 private:
  std::unique_ptr<RunServiceState> state_;
};

// Carries out the runs that people ask for (asked_runs.h) and those that they start, one after the other, until none is
// left or the control ends it; for a process that keeps the warehouse itself. Leaves out workflows whose lease another
// process holds. Throws SystemError when the ledger fails.
void CarryOnAskedRuns(Project& project, const JobControl& control);

// Lets the next run try these raw files again, which earlier runs could not read; as the ledger names them, or with the
// raw folder before. Returns the ledger's names. Throws UserError for one that no run has failed to read.
std::vector<std::string> FreeFailingFiles(Project& project, const std::vector<std::string>& files);

}  // namespace millrace
