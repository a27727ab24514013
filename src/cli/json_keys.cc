#include "cli/json_keys.h"

#include "cli/json_job_keys.h"

namespace millrace {
namespace {

constexpr JsonKey kStatus[] = {
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

constexpr JsonKey kWorkflowsOfStatus[] = {
    {"workflows[].name", "text", "", "a workflow that `millrace run` executes"},
    {"workflows[].schedule", "text or null", "", "its schedule; null: `millrace run` has seen none"},
    {"workflows[].time_zone", "text or null", "", "the time zone of the schedule"},
    {"workflows[].next", "time or null", "", "its next time; null: none"},
    {"workflows[].run", "text or null", "", "the oldest run that has not ended; null: none"},
    {"workflows[].run_state", "text or null", "", "its state"},
};

constexpr JsonKey kRunsDone[] = {
    {"runs[].id", "text", "", "a run that was continued or started, of any workflow"},
    {"runs[].workflow", "text", "", "its workflow"},
    {"runs[].state", "text", "", "its state"},
};

constexpr JsonKey kRun[] = {
    {"id", "text", "", "id of the run"},
    {"workflow", "text", "", "its workflow"},
    {"state", "text", "", "queued, waiting, running, done, parked or abandoned"},
    {"started", "time", "", "when it was recorded"},
    {"finished", "time or null", "", "when it ended; null: it has not"},
    {"input", "row", "", "the data with which it started"},
    {"step", "text or null", "", "the current step; null: the run is over, or has not started"},
    {"error", "text or null", "", "why the last attempt of this step failed"},
};

constexpr JsonKey kAttempts[] = {
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

constexpr JsonKey kScheduledRun[] = {
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

constexpr JsonKey kDoctor[] = {
    {"health", "text", "", "the worst of the checks: ok, warning or failed"},
    {"checks[].check", "text", "", "what was checked"},
    {"checks[].health", "text", "", "ok, warning or failed"},
    {"checks[].detail", "text", "", "the result"},
    {"checks[].advice", "text or null", "", "what to do"},
};

constexpr JsonKey kRemoveUploads[] = {{"uploads_removed", "integer", "uploads", "orphaned uploads that were aborted"}};

constexpr JsonKey kRestoreState[] = {
    {"restored", "text", "", "the ledger that was restored"},
    {"restored_from", "text", "", "the copy it came from"},
};

constexpr JsonKey kAdoptLake[] = {
    {"lake_files_adopted", "integer", "files", "lake files that the ledger did not know, and that now count"}};

constexpr JsonKey kRetryFile[] = {
    {"files_freed[]", "text", "", "a raw file that was released: the next run tries it again"}};

constexpr JsonKey kRetryService[] = {
    {"run_freed", "text", "", "id of the parked run, which the service will try again"},
    {"running", "text", "", "the running service, as a sentence"},
};

constexpr JsonKey kToken[] = {
    {"id", "text", "", "its public part"},
    {"name", "text", "", "whose it is"},
    {"scope", "text", "", "read, operate or admin"},
    {"apps[]", "text", "", "apps whose data it is for; none: all"},
    {"created", "time", "", "when it was made"},
    {"expires", "time or null", "", "until when it is valid; null: for ever"},
    {"state", "text", "", "valid, expired or revoked"},
};
constexpr JsonKey kNewToken[] = {{"token", "text", "", "the token itself"}};
constexpr JsonKey kRevokedToken[] = {{"revoked", "text", "", "the id of the token"}};

constexpr JsonKey kSchedule[] = {
    {"schedule", "text", "", "the schedule"},
    {"time_zone", "text", "", "its time zone"},
    {"times[]", "time", "", "its next times"},
};

constexpr JsonKey kPluginsList[] = {
    {"plugins[].name", "text", "", "a plug-in of the configuration"},
    {"plugins[].kind", "text", "", "enrichment or transformer"},
    {"plugins[].use", "text", "", "where it runs, or `off`"},
    {"plugins[].form", "text", "", "library or program"},
    {"plugins[].place", "text", "", "the library, or the program's command"},
    {"plugins[].reads[]", "text", "", "a column that it reads"},
    {"plugins[].sets[]", "text", "", "a column that it sets"},
    {"plugins[].config_keys[]", "text", "", "a key of its configuration; a program names none"},
    {"plugins[].description", "text or null", "", "its description"},
};

constexpr JsonKey kPluginsCheck[] = {
    {"passed", "boolean", "", "all plug-ins passed"},
    {"plugins[].name", "text", "", "a plug-in that was tried"},
    {"plugins[].passed", "boolean", "", "it passed"},
    {"plugins[].points[].passed", "boolean", "", "the check passed"},
    {"plugins[].points[].text", "text", "", "the point"},
};

constexpr JsonKey kCatalog[] = {
    {"engine", "text", "", "the engine"},
    {"statements[]", "text", "", "a statement with its semicolon, in the order of execution"},
};

constexpr JsonKey kExport[] = {
    {"format", "text", "", "what was written"},
    {"models", "integer", "models", "tables and views for readers"},
    {"files[]", "text", "", "a file below the directory"},
    {"left_out[]", "text", "", "a model of the project's own that reads what only Millrace keeps"},
};

constexpr JsonKey kLoad[] = {
    {"load_id", "text", "", "the load"},
    {"tables.<table>.files_waiting", "integer", "files", "that waited at the begin"},
    {"tables.<table>.files_loaded", "integer", "files", "that were loaded"},
    {"tables.<table>.files_failed", "integer", "files", "that failed alone; later loads try them again, three times"},
    {"tables.<table>.files_gone", "integer", "files", "that left the lake while they were loaded"},
    {"tables.<table>.bytes_loaded", "integer", "bytes", "size of the loaded files"},
    {"tables.<table>.batches", "integer", "batches", "transactions that loaded them"},
    {"tables.<table>.retries", "integer", "batches",
     "batches that were repeated after a conflict or a lost connection"},
    {"tables.<table>.rows_read", "integer", "rows", "rows of the loaded files"},
    {"tables.<table>.rows_inserted", "integer", "rows", "with a key that was new to the table"},
    {"tables.<table>.rows_changed", "integer", "rows", "of the table that became other ones"},
    {"tables.<table>.rows_unchanged", "integer", "rows", "duplicates, and what the table had already"},
    {"tables.<table>.rows_deleted", "integer", "rows", "of the table that left the lake"},
    {"tables.<table>.rows_expired", "integer", "rows", "left out, as they are older than an expiry"},
    {"tables.<table>.rows_rejected.<column>", "integer", "rows", "left out, as this column must not be null"},
    {"tables.<table>.not_finite.<column>", "integer", "values", "NaN and infinities that became null"},
    {"failed[].file", "text", "", "a file that failed alone; at most 20"},
    {"failed[].error", "text", "", "why"},
    {"files_registered", "integer", "files", "that now wait: of jobs since the last load, and found by `--scan`"},
    {"files_unchanged", "integer", "files", "of compactions whose sources were loaded: nothing to do"},
    {"files_forgotten", "integer", "files", "known lake files that are no longer in the lake"},
    {"files_unknown_app", "integer", "files", "that wait for a schema of their app"},
    {"files_retried", "integer", "files", "failed ones that `--retry` made wait again"},
    {"files_again", "integer", "files", "loaded ones that `--again` made wait again"},
    {"files_given_up", "integer", "files", "that failed three times"},
    {"oldest_file_seconds", "integer", "s", "age of the oldest waiting file at the begin"},
    {"notices_taken", "integer", "notices", "that named lake files of the project"},
    {"notices_other", "integer", "notices", "of other objects and events"},
    {"notices_outside", "integer", "notices", "of objects outside the lake"},
    {"notices_bad", "integer", "notices", "that could not be read"},
    {"batches_recovered", "integer", "batches", "of an interrupted load, whose outcome was looked up"},
    {"rejects_stored", "integer", "rows", "rejected ones that are in the table `rejects` of the lake now"},
    {"jobs_retired", "integer", "jobs", "whose rows left the warehouse or changed in it"},
    {"retirements_left", "integer", "files", "of keys of such rows that the next load tries again"},
    {"seconds", "number", "s", "wall time"},
};

constexpr JsonKey kModelRuns[] = {
    {"dry_run", "boolean", "", "nothing was changed"},
    {"apps[].app", "text", "", "app"},
    {"apps[].schema", "text", "", "its schema in the warehouse"},
    {"apps[].up_to_date", "boolean", "", "nothing had changed since the last run"},
    {"apps[].load_sequence", "integer", "", "the last load whose rows the run saw"},
    {"apps[].last_complete_day", "day or null", "", "the last local day that the data reach the end of"},
    {"apps[].days[].day", "day", "", "a local day that was built"},
    {"apps[].days[].whole", "boolean", "", "as a whole; otherwise for the users concerned"},
    {"apps[].failed[].model", "text", "", "a model of the project's own that failed"},
    {"apps[].failed[].error", "text", "", "why"},
    {"apps[].caught_up[]", "text", "", "a model whose failed days were built"},
    {"apps[].models[].model", "text", "", "a model of the run"},
    {"apps[].models[].milliseconds", "integer", "ms", "what it took"},
    {"apps[].milliseconds", "integer", "ms", "what the app took"},
};

constexpr JsonKey kModels[] = {
    {"dialect", "text", "", "dialect of the models: duckdb, postgres or redshift"},
    {"models[].name", "text", "", "name of the model"},
    {"models[].layer", "text", "", "staging, base, metrics, views, or user for models of the project's own"},
    {"models[].kind", "text", "", "view, table, work, query, statements, lake view or function"},
    {"models[].meaning", "text", "", "what it is"},
    {"models[].grain", "text or null", "", "what one row stands for"},
    {"models[].key[]", "text", "", "a column of its key"},
    {"models[].refresh", "text", "", "when it is refreshed, and which rows are replaced"},
    {"models[].look_back", "text or null", "", "how old a day may be that is refreshed by itself"},
    {"models[].depends[]", "text", "", "what is refreshed before it"},
    {"models[].previous[]", "text", "", "what it reads as an earlier run left it"},
    {"models[].columns[].name", "text", "", "a column"},
    {"models[].columns[].type", "text", "", "its type"},
    {"models[].columns[].required", "boolean", "", "never NULL"},
    {"models[].columns[].meaning", "text", "", "its definition"},
};

constexpr JsonKey kSchema[] = {
    {"dry_run", "boolean", "", "nothing was changed"},
    {"apps[].app", "text", "", "app"},
    {"apps[].schema", "text", "", "its schema in the warehouse"},
    {"apps[].new", "boolean", "", "the schema is not there yet, or was made"},
    {"apps[].steps[].action", "text", "", "create, alter, replace, rebuild, drop or grant"},
    {"apps[].steps[].kind", "text", "", "table, view or function"},
    {"apps[].steps[].object", "text", "", "its name"},
    {"apps[].steps[].reason", "text", "", "why"},
};

constexpr JsonKey kMetadataApps[] = {
    {"scan", "boolean", "", "the apps were just scanned"},
    {"apps[].app", "text", "", "app"},
    {"apps[].scanned", "time", "", "when its newest scan ended"},
    {"apps[].days_read", "integer", "days", "UTC days that this scan read"},
    {"apps[].events", "integer", "", "names of events"},
    {"apps[].parameters", "integer", "", "properties of events and sessions"},
    {"apps[].attributes", "integer", "", "attributes of users"},
    {"apps[].drifting", "integer", "", "parameters and attributes that came with several types"},
    {"apps[].described", "integer", "", "names that have a description; not after a scan"},
    {"apps[].milliseconds", "integer", "ms", "what the scan took"},
};

constexpr JsonKey kMetadataNames[] = {
    {"kind", "text", "", "events, parameters or attributes"},
    {"names[].app", "text", "", "app"},
    {"names[].category", "text or null", "", "group of properties; `event` and `user` for what apps name themselves"},
    {"names[].name", "text", "", "the name"},
    {"names[].description", "text or null", "", "what people say of it"},
    {"names[].count", "integer", "", "events, rows, or users that have it"},
    {"names[].latest_count", "integer", "events", "of an event: on its last day"},
    {"names[].first_day", "day or null", "", "UTC day when it was first seen; of an attribute, by a scan"},
    {"names[].last_day", "day or null", "", "when it was last seen"},
    {"names[].drifts", "boolean", "", "it came with several types"},
    {"names[].types[].type", "text or null", "", "a type; the usual one is the first"},
    {"names[].types[].count", "integer", "", "how often it came with this type"},
    {"names[].types[].first_day", "day or null", "", "when the type was first seen"},
    {"names[].types[].last_day", "day or null", "", "when it was last seen"},
    {"names[].platforms[]", "text", "", "a platform"},
    {"names[].sdk_names[]", "text", "", "an SDK"},
    {"names[].sdk_versions[]", "text", "", "a version of an SDK"},
    {"names[].related[]", "text", "", "of an event: a parameter; of a parameter: an event"},
    {"names[].values[].value", "text", "",
     "a frequent value of the last month that has some; its first 100 characters"},
    {"names[].values[].type", "text or null", "", "its type"},
    {"names[].values[].count", "integer", "", "how often it came"},
    {"names[].values[].truncated", "boolean", "", "a value that is counted here was longer"},
};

constexpr JsonKey kWarehouseExpiry[] = {
    {"dry_run", "boolean", "", "nothing was changed"},
    {"apps[].app", "text", "", "app"},
    {"apps[].schema", "text", "", "its schema in the warehouse"},
    {"apps[].cut", "time or null", "", "events before it go; null without events"},
    {"apps[].first_day", "day or null", "", "first local day whose events are kept"},
    {"apps[].first_metric_day", "day or null", "", "first local day whose metrics are kept"},
    {"apps[].tables[].table", "text", "", "a table that has rows that are too old"},
    {"apps[].tables[].rows", "integer", "rows", "that were removed, or would be"},
    {"apps[].tables[].days", "integer", "days", "of these rows"},
    {"apps[].tables[].first_day", "day or null", "", "the oldest of them"},
    {"apps[].tables[].last_day", "day or null", "", "the newest of them"},
    {"apps[].tables[].error", "text or null", "", "why other rows of the table stay"},
    {"apps[].milliseconds", "integer", "ms", "what the app took"},
};

constexpr JsonKey kQuery[] = {
    {"columns[].name", "text", "", "a column of the result"},
    {"columns[].type", "text", "", "its type, as DuckDB writes it"},
    {"rows[]", "row", "", "a row: an object with the columns as keys"},
};

constexpr JsonKey kTry[] = {
    {"law_holds", "boolean", "",
     "events_read + events_derived = written + rejected, and rows_read = requests + rejected"},
    {"rows.<table>[]", "row", "", "a row: an object with the columns of the table (columns.md)"},
};

constexpr JsonKey kExplain[] = {
    {"story[].kind", "text", "",
     "request, row and event start a part; fact, rejected and stored say what happened in it"},
    {"story[].name", "text or null", "",
     "of a fact: its name, null if it continues the previous one; of rejected: the reason"},
    {"story[].text", "text or null", "", "what the line says"},
    {"story[].row", "row or null", "", "of stored: the row with the columns of event_v2"},
};

constexpr JsonKey kVersion[] = {{"version", "text", "", "the program's version"}};

constexpr JsonKey kGenerate[] = {
    {"files", "integer", "files", "raw files that were written"},
    {"bytes_raw", "integer", "bytes", "their uncompressed size"},
    {"bytes_compressed", "integer", "bytes", "their size as stored"},
    {"requests", "integer", "requests", "requests in them"},
    {"gzip_requests", "integer", "requests", "requests whose payload is base64 of gzip"},
    {"duplicate_requests", "integer", "requests", "requests that repeat another one"},
    {"sessions", "integer", "sessions", "visits"},
    {"events", "integer", "events", "events in the requests"},
    {"web_events", "integer", "events", "events of visitors with a browser"},
    {"item_events", "integer", "events", "events with items"},
    {"items", "integer", "items", "items of these events"},
    {"bot_events", "integer", "events", "events of bots"},
    {"late_events", "integer", "events", "events that arrive hours or days late"},
    {"duplicate_events", "integer", "events", "events in repeated requests"},
    {"skewed_events", "integer", "events", "events of visitors whose clock is wrong"},
    {"derived_events", "integer", "events", "events that a run will derive from them"},
    {"dirty.<flaw>", "integer", "requests", "requests that are broken or unusual, by kind (generate.md)"},
    {"expected_rejects.<reason>", "integer", "rows or events", "rejects that a run with default settings will produce"},
};

}  // namespace

std::vector<JsonOutput> JsonOutputs() {
  using namespace json_keys;
  const JsonKeyGroup job{"", kJob};
  const JsonKeyGroup lake_files{"", kLakeFiles};
  const JsonKeyGroup cost{"", kCost};
  const JsonKeyGroup written{"", kRowsWritten};
  const JsonKeyGroup rejected{"", kRejected};
  const JsonKeyGroup databases{"", kDatabases};
  const JsonKeyGroup counters{"", kCounters};
  const JsonKeyGroup estimate{"", kEstimate};
  const JsonKeyGroup scheduled{"", kScheduledRun};
  const JsonKeyGroup aside{"", kFilesAside};
  return {
      {"generate", "The generated traffic.", {{"", kGenerate}}},
      {"try", "What the files contain; nothing was written.", {counters, written, rejected, {"", kTry}}},
      {"explain", "The entries of the explanation, in order.", {{"", kExplain}}},
      {"plan", "What a run would read and need; also of `process --dry-run`.", {{"", kPlan}, aside, estimate}},
      {"process",
       "What was read, written and rejected, and what it took.",
       {job,
        {"", kProcessFiles},
        lake_files,
        counters,
        written,
        rejected,
        {"", kProcessEnd},
        cost,
        estimate,
        databases}},
      {"process --again --dry-run", "What would be read again and replaced.", {{"", kAgainPlan}}},
      {"replay",
       "The result for the chosen rejects.",
       {job, {"", kReplay}, written, rejected, lake_files, cost, databases}},
      {"run --once", "The runs that were continued or started.", {scheduled, {"", kRunsDone}}},
      {"retry", "The parked runs that were tried again.", {scheduled, {"", kRunsDone}}},
      {"retry, while `millrace run` is running",
       "The parked run, which the running service continues.",
       {{"", kRetryService}}},
      {"retry --file", "The raw files that were released.", {{"", kRetryFile}}},
      {"schedule preview", "When a schedule runs.", {{"", kSchedule}}},
      {"compact", "What was merged.", {job, {"", kReplaced}, {"", kRowsCopied}, written, lake_files, cost}},
      {"compact --dry-run", "What would be merged.", {{"", kReplacePlan}}},
      {"re-enrich",
       "What was enriched again.",
       {job, {"", kReplaced}, {"", kRowsCopied}, written, lake_files, cost, databases}},
      {"re-enrich --dry-run", "What would be enriched again.", {{"", kReplacePlan}}},
      {"expire --warehouse",
       "Rows of the warehouse that would be removed; with `--yes`, that were.",
       {{"", kWarehouseExpiry}}},
      {"expire --yes", "What was removed.", {job, {"", kExpire}, cost}},
      {"expire", "What would be removed.", {{"", kExpirePlan}}},
      {"erase",
       "What was erased, with its proof.",
       {job, {"", kErase}, {"proof.", kProof}, {"", kReplaced}, lake_files, cost}},
      {"erase --dry-run", "What would be erased.", {{"", kErasePlan}}},
      {"catalog", "The statements for another engine.", {{"", kCatalog}}},
      {"load", "What was loaded.", {{"", kLoad}}},
      {"model", "What was built for each app; with `--dry-run`, what would be.", {{"", kModelRuns}}},
      {"model graph", "The models, each after those that it depends on; also of `model docs`.", {{"", kModels}}},
      {"schema plan", "What would be changed for each app.", {{"", kSchema}}},
      {"schema apply", "What was changed for each app.", {{"", kSchema}}},
      {"metadata", "What each app has; with `--scan`, what a scan found.", {{"", kMetadataApps}}},
      {"metadata events",
       "Names of a kind, the most frequent first; also of `metadata parameters` and `metadata attributes`.",
       {{"", kMetadataNames}}},
      {"export", "What was written.", {{"", kExport}}},
      {"token create", "The new token.", {{"", kToken}, {"", kNewToken}}},
      {"token list", "All tokens, the oldest first.", {{"tokens[].", kToken}}},
      {"token revoke", "The token that is not valid any more.", {{"", kRevokedToken}}},
      {"plugins list", "The plug-ins of the configuration.", {{"", kPluginsList}}},
      {"plugins check", "The result of their test on a sample.", {{"", kPluginsCheck}}},
      {"query", "The result of the statement.", {{"", kQuery}}},
      {"status",
       "The project, with its newest jobs (`--runs` says how many).",
       {{"", kStatus}, aside, scheduled, {"", kWorkflowsOfStatus}}},
      {"runs", "The newest runs of workflows, newest first.", {{"runs[].", kRun}}},
      {"runs RUN", "One run, with its newest attempts (at most 1000).", {{"", kRun}, {"", kAttempts}}},
      {"status --erasures", "One object per erasure, one per line, newest first; also without --json.", {{"", kProof}}},
      {"doctor", "What was checked.", {{"", kDoctor}}},
      {"doctor --remove-uploads", "What was aborted.", {{"", kRemoveUploads}}},
      {"doctor --restore-state", "What was restored.", {{"", kRestoreState}}},
      {"doctor --adopt-lake", "The files that were adopted.", {{"", kAdoptLake}}},
      {"version", "The program.", {{"", kVersion}}},
  };
}

}  // namespace millrace
