// Runs that people ask for: `run now`, replays, and retries of parked runs. They are recorded in the ledger, as every
// run is (ledger/workflows.h). The service that holds the lease of the workflow carries them out within seconds; where
// none is at work, a process that wants to does (RunCarrier).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "core/error.h"
#include "pipeline/reject_reader.h"
#include "project/project.h"
#include "project/workflow_runs.h"

namespace millrace {

// What is asked for does not go with the state of the run, or of one before it.
class RunConflict : public UserError {
 public:
  using UserError::UserError;
};

// Asks for a run of a workflow of the project; one that was asked for and has not begun is returned instead of another
// one. `input`: a JSON object; `user`: not empty. Throws UserError if there is no such workflow, and RunConflict while
// one is parked, because no other begins before it.
RunDetails AskForRun(Project& project, const std::string& workflow, const std::string& input, const std::string& user);

// The same for a replay of the rejects that the filter chooses.
RunDetails AskForReplay(Project& project, const RejectFilter& filter, const std::string& user);

// Gives a parked run all its attempts again. Null: no such run. Throws RunConflict if it is not parked.
std::optional<RunDetails> AskForRetry(Project& project, const std::string& run);

// Whether a person asked for a run, for its retry, or for the run that started it.
bool IsAsked(Ledger& ledger, const WorkflowRun& run);

// Whether a run that is asked for waits, and nothing before it is parked.
bool HasAskedWork(Ledger& ledger, std::string_view workflow);

// A thread that carries out runs that are asked for, and those that they start, as long as no service holds the lease
// of their workflow; what it began and could not end stays in the ledger for the next one. Its destructor drains.
class RunCarrier {
 public:
  // `warn` gets lines for the log. Both must outlive it.
  RunCarrier(Project& project, std::function<void(const std::string& line)> warn);

 private:
  void Serve(const std::stop_token& stop);
  void CarryOn(const std::stop_token& stop);

  Project& project_;
  const std::function<void(const std::string& line)> warn_;
  std::unique_ptr<Ledger> ledger_;  // to look for work; null: not made yet
  std::string last_failure_;
  std::jthread thread_;
};

}  // namespace millrace
