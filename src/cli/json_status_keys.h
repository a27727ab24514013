// The keys of the objects about the state of a project: what is known, what runs, what is wrong, and who may ask. Only
// json_keys.cc includes this.
#pragma once

#include "cli/json_keys.h"

namespace millrace::json_keys {

inline constexpr JsonKey kStatus[] = {
    {"project", "text", "", "name of the project"},
    {"config", "text or null", "", "the configuration file; null: none"},
    {"raw", "text", "", "raw directory"},
    {"lake", "text", "", "directory of the lake"},
    {"state", "text", "", "state directory"},
    {"raw_found", "boolean", "", "the raw directory exists"},
    {"files_done", "integer", "files", "raw files that were read"},
    {"bytes_done", "integer", "bytes", "their size as stored"},
    {"files_unread", "integer", "files", "raw files that the next run would read"},
    {"bytes_unread", "integer", "bytes", "their size as stored"},
    {"files_unsettled", "integer", "files", "raw files that may still be written"},
    {"files_ignored", "integer", "files", "raw files that `processing.ignore` leaves out"},
    {"days_not_listed", "integer", "days", "finished days, whose raw files were not listed (`plan --full-scan`)"},
    {"files_in_progress", "integer", "files", "raw files that a running job has claimed"},
    {"jobs_committed", "integer", "jobs", "jobs of any kind that were committed"},
    {"jobs_failed", "integer", "jobs", "jobs of any kind that failed"},
    {"rejects_replayed", "integer", "rejects", "rejects that replays brought into the tables"},
    {"running", "text or null", "", "the process that holds the lease, as a sentence; null: none"},
    {"schedule", "object or null", "", "the schedule that `millrace run` keeps; null: it never ran"},
    {"schedule.process", "text", "", "the schedule of processing"},
    {"schedule.time_zone", "text", "", "its time zone"},
    {"schedule.next", "time or null", "", "its next time; null: none"},
    {"tables.<table>.lake_files", "integer", "files", "committed files of the table"},
    {"tables.<table>.bytes", "integer", "bytes", "their size"},
    {"warehouse", "object or null", "", "the warehouse, as the ledger knows it; null: the project has none"},
    {"warehouse.uri", "text", "", "its file or address"},
    {"warehouse.waiting.<table>.files", "integer", "files", "lake files of the table that the next load takes"},
    {"warehouse.waiting.<table>.bytes", "integer", "bytes", "their size"},
    {"warehouse.files_loaded", "integer", "files", "lake files that were loaded"},
    {"warehouse.files_failed", "integer", "files", "lake files that could not be loaded"},
    {"warehouse.files_given_up", "integer", "files", "of these, files that failed three times"},
    {"warehouse.files_unknown_app", "integer", "files", "lake files of apps without a schema"},
    {"warehouse.failed[].file", "text", "", "a file that could not be loaded, below the lake; at most 20"},
    {"warehouse.failed[].error", "text", "", "why"},
    {"warehouse.failed[].attempts", "integer", "", "how often it was tried"},
    {"warehouse.failed[].given_up", "boolean", "", "it is not tried again until it changes"},
    {"warehouse.last_load", "time or null", "", "when the newest batch was loaded; null: none was"},
    {"warehouse.last_models", "time or null", "", "end of the last run of all models; null: none"},
    {"warehouse.models_current", "boolean", "", "the models have taken up all that was loaded, and are the same"},
    {"warehouse.models_left_out[].model", "text", "", "a model of the project's own whose file is wrong"},
    {"warehouse.models_left_out[].error", "text", "", "why"},
    {"jobs[].job_id", "text", "", "a job, newest first"},
    {"jobs[].kind", "text", "", "process, replay, compact, erase, expire, re-enrich, again or load"},
    {"jobs[].state", "text", "", "running, publishing, committed, failed or abandoned"},
    {"jobs[].started", "time", "", "when it began"},
    {"jobs[].finished", "time or null", "", "when it ended; null: it has not ended"},
    {"jobs[].host", "text", "", "host on which it ran"},
    {"jobs[].pid", "integer", "", "id of its process"},
    {"jobs[].error", "text or null", "", "why it failed"},
    {"jobs[].report", "report or null", "",
     "what the command of this kind prints with --json, without `proof` (`again`: that of `process`, `load`: that of "
     "`compact`); null until it publishes"},
};

inline constexpr JsonKey kWorkflowsOfStatus[] = {
    {"workflows[].name", "text", "", "a workflow that `millrace run` executes"},
    {"workflows[].schedule", "text or null", "", "its schedule; null: `millrace run` has seen none"},
    {"workflows[].time_zone", "text or null", "", "the time zone of the schedule"},
    {"workflows[].next", "time or null", "", "its next time; null: none"},
    {"workflows[].run", "text or null", "", "the oldest run that has not ended; null: none"},
    {"workflows[].run_state", "text or null", "", "its state"},
};

inline constexpr JsonKey kRunsDone[] = {
    {"runs[].id", "text", "", "a run that was continued or started, of any workflow"},
    {"runs[].workflow", "text", "", "its workflow"},
    {"runs[].state", "text", "", "its state"},
};

inline constexpr JsonKey kRun[] = {
    {"id", "text", "", "id of the run"},
    {"workflow", "text", "", "its workflow"},
    {"state", "text", "", "queued, waiting, running, done, parked or abandoned"},
    {"started", "time", "", "when it was recorded"},
    {"finished", "time or null", "", "when it ended; null: it has not"},
    {"input", "row", "", "the data with which it started"},
    {"step", "text or null", "", "the current step; null: the run is over, or has not started"},
    {"error", "text or null", "", "why the last attempt of this step failed"},
};

inline constexpr JsonKey kAttempts[] = {
    {"attempts[].step", "text", "",
     "an attempt, oldest first: its step, after those that contain it (`tables/events`)"},
    {"attempts[].visit", "integer", "", "the number of the step in its branch; a loop visits a step again"},
    {"attempts[].attempt", "integer", "", "which attempt of this visit"},
    {"attempts[].outcome", "text", "", "running, done, failed or stopped (it does not count)"},
    {"attempts[].started", "time", "", "when it began"},
    {"attempts[].finished", "time or null", "", "when it ended"},
    {"attempts[].error", "text or null", "", "why it failed"},
    {"attempts[].report", "report or null", "",
     "what the attempt said of its work; of processing as `result` in `run --once`"},
};

inline constexpr JsonKey kScheduledRun[] = {
    {"scheduled_run", "object or null", "", "the run of processing; null: none"},
    {"scheduled_run.id", "text", "", "its id"},
    {"scheduled_run.workflow", "text", "", "process"},
    {"scheduled_run.state", "text", "", "queued, waiting, running, done, parked or abandoned"},
    {"scheduled_run.started", "time", "", "when it began"},
    {"scheduled_run.steps[].name", "text", "", "plan, process or commit; those that have begun, and the next"},
    {"scheduled_run.steps[].state", "text", "", "as the run's, or failed"},
    {"scheduled_run.steps[].attempts", "integer", "", "the number of attempts"},
    {"scheduled_run.steps[].error", "text or null", "", "why the last attempt failed"},
    {"scheduled_run.steps[].result", "report or null", "",
     "its result: keys of `process` (plan: `files`, `bytes_in`, `runs` and `estimate`; commit: `recovered_jobs`)"},
};

inline constexpr JsonKey kSchedule[] = {
    {"schedule", "text", "", "the schedule"},
    {"time_zone", "text", "", "its time zone"},
    {"times[]", "time", "", "its next times"},
};

inline constexpr JsonKey kRetryFile[] = {
    {"files_freed[]", "text", "", "a raw file that was released: the next run tries it again"}};

inline constexpr JsonKey kRetryService[] = {
    {"run_freed", "text", "", "id of the parked run, which the service will try again"},
    {"running", "text", "", "the running service, as a sentence"},
};

inline constexpr JsonKey kDoctor[] = {
    {"health", "text", "", "the worst of the checks: ok, warning or failed"},
    {"checks[].check", "text", "", "what was checked"},
    {"checks[].health", "text", "", "ok, warning or failed"},
    {"checks[].detail", "text", "", "the result"},
    {"checks[].advice", "text or null", "", "what to do"},
};

inline constexpr JsonKey kRemoveUploads[] = {
    {"uploads_removed", "integer", "uploads", "orphaned uploads that were aborted"}};

inline constexpr JsonKey kRestoreState[] = {
    {"restored", "text", "", "the ledger that was restored"},
    {"restored_from", "text", "", "the copy it came from"},
};

inline constexpr JsonKey kAdoptLake[] = {
    {"lake_files_adopted", "integer", "files", "lake files that the ledger did not know, and that now count"}};

inline constexpr JsonKey kToken[] = {
    {"id", "text", "", "its public part"},
    {"name", "text", "", "whose it is"},
    {"scope", "text", "", "read, operate or admin"},
    {"apps[]", "text", "", "apps whose data it is for; none: all"},
    {"created", "time", "", "when it was made"},
    {"expires", "time or null", "", "until when it is valid; null: for ever"},
    {"state", "text", "", "valid, expired or revoked"},
};

inline constexpr JsonKey kNewToken[] = {{"token", "text", "", "the token itself"}};

inline constexpr JsonKey kRevokedToken[] = {{"revoked", "text", "", "the id of the token"}};

}  // namespace millrace::json_keys
