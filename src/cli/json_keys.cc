#include "cli/json_keys.h"

#include <array>

namespace millrace {
namespace {

constexpr JsonKey kJob[] = {
    {"job_id", "text or null", "", "the last job; null when there was nothing to do"},
    {"runs", "integer", "jobs", "jobs that were committed"},
    {"recovered_jobs", "integer", "jobs", "jobs of an interrupted run that this command finished or undid first"},
};

constexpr JsonKey kLakeFiles[] = {
    {"lake_files", "integer", "files", "files of the lake that were written"},
    {"bytes_out", "integer", "bytes", "size of these files"},
};

constexpr JsonKey kCost[] = {
    {"seconds", "number", "s", "wall time of the jobs"},
    {"threads", "integer", "threads", "worker threads"},
    {"peak_memory_bytes", "integer", "bytes", "peak memory of the process"},
    {"price_per_core_hour", "number", "USD", "the configuration's price"},
    {"cost_usd", "number", "USD", "threads × seconds at that price"},
};

constexpr JsonKey kRowsWritten[] = {
    {"rows_written.<table>", "integer", "rows", "rows written to each table of the lake"},
};

constexpr JsonKey kRejected[] = {
    {"rejected.<reason>", "integer", "rows or events", "rejects by reason (rejects.md); every reason is there"},
};

constexpr JsonKey kDatabases[] = {
    {"databases.<database>.path", "text or null", "", "the file that was used; null: built in"},
    {"databases.<database>.version", "text", "", "its build day, or its checksum"},
    {"databases.<database>.checksum", "text or null", "", "of its bytes"},
    {"databases.<database>.age_days", "number or null", "days", "since it was made, where that is known"},
};

constexpr JsonKey kCounters[] = {
    {"lines", "integer", "lines", "lines that are not empty"},
    {"rows_read", "integer", "rows", "requests on these lines; a line that is no JSON counts as one"},
    {"requests", "integer", "rows", "rows whose payload could be decoded"},
    {"events_read", "integer", "events", "elements of decoded payloads"},
    {"events_derived", "integer", "events", "events that others imply, such as `_session_start` of GTM"},
    {"events_rejected", "integer", "events", "events among the rejects"},
    {"rows_rejected", "integer", "rows", "whole rows among the rejects"},
    {"rejected_by_plugin.<plugin>", "integer", "events", "of the reason `plugin`: by plug-in"},
    {"rejects_look_like", "text or null", "", "what most rejected rows look like, when that is clear (rejects.md)"},
    {"wrote_no_event", "boolean", "", "rows were read and none of them gave an event"},
    {"items_read", "integer", "items", "items of written events"},
    {"items_without_id", "integer", "items", "items that were left out for want of an id"},
    {"items_duplicate", "integer", "items", "items that an event repeats"},
    {"events_clock_corrected", "integer", "events", "events whose time was corrected"},
    {"request_texts_cut", "integer", "values",
     "`rid`, `ip`, `ua`, `uri` and `appId` that were stored only up to 16 KiB, because many events would repeat them"},
    {"texts_truncated", "integer", "values", "texts that were cut to the limit of their column"},
    {"custom_parameters_dropped", "integer", "values", "custom parameters beyond 1 MiB a row"},
    {"rows_with_replaced_utf8", "integer", "rows", "rows with bytes that are not UTF-8, which were replaced"},
    {"ingest_times_in_seconds", "integer", "rows", "rows whose ingest time was in seconds"},
    {"lenient_fields.<field>", "integer", "values", "values that became null because their type was wrong, by field"},
};

constexpr JsonKey kEstimate[] = {
    {"estimate.bytes_raw", "integer", "bytes", "uncompressed input"},
    {"estimate.requests", "integer", "rows", "requests"},
    {"estimate.events", "integer", "events", "0: no run has told yet how many are in a request"},
    {"estimate.bytes_out", "integer", "bytes", "size in the lake; 0: no run has told yet"},
    {"estimate.threads", "integer", "threads", "threads that will have work"},
    {"estimate.peak_memory_bytes", "integer", "bytes", "peak memory"},
    {"estimate.seconds", "number", "s", "wall time"},
    {"estimate.cost_usd", "number", "USD", "cost at the configuration's price"},
};

constexpr JsonKey kProcessFiles[] = {
    {"files", "integer", "files", "raw files that were read"},
    {"files_already_done", "integer", "files",
     "raw files that earlier runs have read; not those of days that were not listed"},
    {"days_not_listed", "integer", "days", "finished days, whose raw files were not listed (`--full-scan`)"},
    {"files_ignored", "integer", "files", "raw files that `processing.ignore` leaves out"},
    {"files_unsettled", "integer", "files", "raw files that may still be written"},
    {"files_failed[].file", "text", "", "a raw file that this run could not read"},
    {"files_failed[].reason", "text", "", "why"},
    {"files_failed[].failures", "integer", "runs", "runs that could not read it"},
    {"files_failed[].quarantined", "boolean", "", "it is not tried again by itself (`millrace retry --file`)"},
    {"folders_unlisted[].folder", "text", "", "a directory of raw files that could not be listed"},
    {"folders_unlisted[].reason", "text", "", "why"},
    {"files_quarantined", "integer", "files", "raw files that earlier runs could not read and this one did not try"},
    {"files_changed[].file", "text", "", "a raw file that has changed since it was read; it is not read again"},
    {"files_changed[].change", "text", "", "what is different"},
    {"lake_files_lost[]", "text", "", "a file of the lake that is gone or changed"},
    {"data_window_end", "time or null", "", "the greatest modified time among the raw files that were read"},
    {"bytes_in", "integer", "bytes", "size of the raw files as stored"},
    {"bytes_raw", "integer", "bytes", "the same uncompressed"},
};

constexpr JsonKey kProcessEnd[] = {
    {"law_holds", "boolean or null", "",
     "events_read + events_derived = written + rejected, and rows_read = requests + rejected; null: no job ran"},
    {"again", "object or null", "", "of `process --again`; null without it"},
    {"again.jobs_replaced", "integer", "jobs", "jobs whose output was replaced"},
    {"again.raw_files_gone[]", "text", "", "a raw file of these jobs that is gone, so that its rows stayed"},
    {"again.erasures_since", "integer", "erasures", "erasures since these jobs: repeat them"},
    {"again.lake_files_replaced", "integer", "files", "files of the lake that were replaced"},
    {"again.bytes_replaced", "integer", "bytes", "size of these files"},
    {"again.lake_rows_read", "integer", "rows", "rows in them that came from other raw files and were copied"},
    {"events_per_second", "number", "events/s", "events_read / seconds"},
    {"estimate", "object or null", "", "what was expected before the run; null where nothing was"},
    {"stage_seconds.<stage>", "number", "s", "with --profile: time of all workers, by stage"},
};

constexpr JsonKey kPlan[] = {
    {"dry_run", "boolean", "", "true: nothing was changed"},
    {"runs", "integer", "jobs", "jobs that `process` would run"},
    {"files", "integer", "files", "raw files that would be read"},
    {"bytes_in", "integer", "bytes", "size of the raw files as stored"},
    {"files_already_done", "integer", "files",
     "raw files that earlier runs have read; not those of days that were not listed"},
    {"days_not_listed", "integer", "days", "finished days, whose raw files were not listed (`--full-scan`)"},
    {"files_in_progress", "integer", "files", "raw files that a run at work has claimed"},
    {"files_outside_window", "integer", "files", "raw files that --from and --to leave out"},
    {"files_unsettled", "integer", "files", "raw files that may still be written"},
    {"files_ignored", "integer", "files", "raw files that `processing.ignore` leaves out"},
    {"basis.sampled_files", "integer", "files", "raw files that were looked into"},
    {"basis.bytes_sampled", "integer", "bytes", "what was read of them"},
    {"basis.expansion", "number", "", "uncompressed size / stored size"},
    {"basis.bytes_per_row", "integer", "bytes", "uncompressed size of a row"},
    {"basis.measured_runs", "integer", "runs", "earlier runs whose speed is known"},
    {"basis.bytes_per_second_and_thread", "integer", "bytes/s", "speed of a thread, uncompressed"},
    {"basis.seconds_to_begin", "number", "s", "what any run takes to begin and end"},
    {"basis.events_per_request", "number", "events", "0: not known yet"},
    {"basis.threads_allowed", "integer", "threads", "`processing.threads`"},
    {"basis.memory_allowed", "integer", "bytes", "`processing.memory`"},
    {"planned[].run", "integer", "", "the job that would read the file, from 1"},
    {"planned[].file", "text", "", "a raw file that would be read"},
    {"planned[].bytes", "integer", "bytes", "its size"},
    {"planned[].modified", "time", "", "its modified time"},
};

constexpr JsonKey kFilesAside[] = {
    {"files_failing[].file", "text", "", "a raw file that runs could not read"},
    {"files_failing[].reason", "text", "", "why"},
    {"files_failing[].failures", "integer", "runs", "runs that could not read it"},
    {"files_failing[].failed", "time", "", "when the last of them failed"},
    {"files_failing[].quarantined", "boolean", "", "it is not tried again by itself (`millrace retry --file`)"},
    {"folders_unlisted[].folder", "text", "", "a directory of raw files that could not be listed"},
    {"folders_unlisted[].reason", "text", "", "why"},
    {"files_changed[].file", "text", "", "a raw file that has changed since it was read; it is not read again"},
    {"files_changed[].bytes", "integer", "bytes", "its size"},
    {"files_changed[].bytes_when_read", "integer", "bytes", "its size when it was read"},
    {"files_changed[].change", "text", "", "what is different"},
};

constexpr JsonKey kAgainPlan[] = {
    {"dry_run", "boolean", "", "true: nothing was changed"},
    {"runs", "integer", "jobs", "jobs that `process --again` would run"},
    {"jobs_replaced", "integer", "jobs", "jobs whose output would be replaced"},
    {"files", "integer", "files", "raw files that would be read again"},
    {"bytes_in", "integer", "bytes", "size of the raw files as stored"},
    {"erasures_since", "integer", "erasures", "erasures since these jobs: repeat them"},
    {"steps[].jobs[]", "text", "", "a job whose output one new job would replace"},
    {"steps[].files", "integer", "files", "raw files that this new job would read"},
    {"steps[].bytes_in", "integer", "bytes", "their size as stored"},
    {"steps[].raw_files_gone[]", "text", "", "a raw file that is gone, so that its rows stay"},
    {"steps[].lake_files_replaced", "integer", "files", "files of the lake that would be replaced"},
    {"steps[].lake_files_rewritten", "integer", "files", "files of the lake that hold rows of other raw files, too"},
};

constexpr JsonKey kReplay[] = {
    {"rejects_selected", "integer", "rejects", "rejects that were processed again"},
    {"rejects_replayed", "integer", "rejects", "those that are in the tables now"},
    {"rejects_still_rejected", "integer", "rejects", "those that stay rejects; `rejected` tells why"},
};

constexpr JsonKey kReplaced[] = {
    {"lake_files_replaced", "integer", "files", "files of the lake that were replaced"},
    {"bytes_replaced", "integer", "bytes", "size of these files"},
};

constexpr JsonKey kRowsCopied[] = {
    {"lake_rows_read", "integer", "rows", "rows in the replaced files"},
};

constexpr JsonKey kReplacePlan[] = {
    {"dry_run", "boolean", "", "true: nothing was changed"},
    {"lake_files_replaced", "integer", "files", "files of the lake that would be replaced"},
    {"bytes_replaced", "integer", "bytes", "size of these files"},
    {"partitions[].table", "text", "", "table of a partition that would change"},
    {"partitions[].app", "text or null", "", "its app; null: rejects without an app"},
    {"partitions[].day", "day or null", "", "its day; null: all days of the app"},
    {"partitions[].lake_files_replaced", "integer", "files", "its files that would be replaced"},
    {"partitions[].bytes_replaced", "integer", "bytes", "their size"},
};

constexpr JsonKey kExpire[] = {
    {"lake_files_removed", "integer", "files", "files of the lake that were removed"},
    {"bytes_removed", "integer", "bytes", "size of these files"},
};

constexpr JsonKey kExpirePlan[] = {
    {"dry_run", "boolean", "", "true: nothing was changed"},
    {"lake_files_removed", "integer", "files", "files of the lake that would be removed"},
    {"bytes_removed", "integer", "bytes", "size of these files"},
    {"partitions[].table", "text", "", "table of a partition that would be removed"},
    {"partitions[].app", "text or null", "", "its app; null: rejects without an app"},
    {"partitions[].day", "day", "", "its day"},
    {"partitions[].lake_files_removed", "integer", "files", "its files"},
    {"partitions[].bytes_removed", "integer", "bytes", "their size"},
};

constexpr JsonKey kProof[] = {
    {"subject", "text", "", "the person as a keyed hash; never the id"},
    {"at", "time", "", "when the erasure was recorded"},
    {"job_id", "text", "", "the job that erased"},
    {"rows_erased.<table>", "integer", "rows", "rows of the person that were removed, by table"},
    {"files_before[].path", "text", "", "a file of the lake that held the person"},
    {"files_before[].bytes", "integer", "bytes", "its size"},
    {"files_before[].sha256", "text", "", "its checksum"},
    {"files_before[].rows_erased", "integer", "rows", "rows of the person in it"},
    {"files_after[].path", "text", "", "a file that was written in place of those"},
    {"files_after[].bytes", "integer", "bytes", "its size"},
    {"files_after[].sha256", "text", "", "its checksum"},
};

constexpr JsonKey kErase[] = {
    {"rows_erased.<table>", "integer", "rows", "rows of the person that were removed, by table; empty: nobody found"},
    {"proof", "object or null", "", "what `status --erasures` prints; null: nothing was erased"},
};

constexpr JsonKey kErasePlan[] = {
    {"dry_run", "boolean", "", "true: nothing was changed"},
    {"rows_erased.<table>", "integer", "rows", "rows of the person, by table; empty: nobody found"},
    {"lake_files_replaced", "integer", "files", "files of the lake that would be replaced"},
    {"bytes_replaced", "integer", "bytes", "size of these files"},
    {"other_devices", "integer", "devices", "devices with other ids that the person was seen on as a user id"},
    {"erased_from[].table", "text", "", "table of a file that holds the person"},
    {"erased_from[].path", "text", "", "its path"},
    {"erased_from[].bytes", "integer", "bytes", "its size"},
    {"erased_from[].rows_erased", "integer", "rows", "rows of the person in it"},
};

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
    {"files_in_progress", "integer", "files", "raw files that a run at work has claimed"},
    {"jobs_committed", "integer", "jobs", "jobs of any kind that were committed"},
    {"jobs_failed", "integer", "jobs", "jobs of any kind that failed"},
    {"rejects_replayed", "integer", "rejects", "rejects that replays brought into the tables"},
    {"running", "text or null", "", "who is at work, as a sentence; null: nobody"},
    {"schedule", "object or null", "", "the schedule that `millrace run` keeps; null: it never ran"},
    {"schedule.process", "text", "", "the schedule of processing"},
    {"schedule.time_zone", "text", "", "its time zone"},
    {"schedule.next", "time or null", "", "its next time; null: none is left"},
    {"tables.<table>.lake_files", "integer", "files", "committed files of the table"},
    {"tables.<table>.bytes", "integer", "bytes", "their size"},
    {"jobs[].job_id", "text", "", "a job, the newest first"},
    {"jobs[].kind", "text", "", "process, replay, compact, erase, expire, re-enrich or again"},
    {"jobs[].state", "text", "", "running, publishing, committed, failed or abandoned"},
    {"jobs[].started", "time", "", "when it began"},
    {"jobs[].finished", "time or null", "", "when it ended; null: it has not"},
    {"jobs[].host", "text", "", "where it ran"},
    {"jobs[].pid", "integer", "", "its process"},
    {"jobs[].error", "text or null", "", "why it failed"},
    {"jobs[].report", "report or null", "",
     "the object of the command of its kind (`again`: that of `process`), without `proof`; null before it publishes"},
};

constexpr JsonKey kWorkflowsOfStatus[] = {
    {"workflows[].name", "text", "", "a workflow that `millrace run` carries out"},
    {"workflows[].schedule", "text or null", "", "its schedule; null: `millrace run` has seen none"},
    {"workflows[].time_zone", "text or null", "", "the time zone of the schedule"},
    {"workflows[].next", "time or null", "", "its next time; null: none is left"},
    {"workflows[].run", "text or null", "", "the oldest run that is not over; null: none"},
    {"workflows[].run_state", "text or null", "", "its state"},
};

constexpr JsonKey kRunsDone[] = {
    {"runs[].id", "text", "", "a run that was carried on or begun, of any workflow"},
    {"runs[].workflow", "text", "", "its workflow"},
    {"runs[].state", "text", "", "its state"},
};

constexpr JsonKey kRun[] = {
    {"id", "text", "", "id of the run"},
    {"workflow", "text", "", "its workflow"},
    {"state", "text", "", "queued, waiting, running, done, parked or abandoned"},
    {"started", "time", "", "when it was recorded"},
    {"finished", "time or null", "", "when it ended; null: it has not"},
    {"input", "row", "", "the data that it began with"},
    {"step", "text or null", "", "the step that it is at; null: it is over, or has not begun"},
    {"error", "text or null", "", "why the last attempt of this step failed"},
};

constexpr JsonKey kAttempts[] = {
    {"attempts[].step", "text", "",
     "an attempt, the oldest first: its step, behind those that hold it (`tables/events`)"},
    {"attempts[].visit", "integer", "", "which of the steps that its branch came to; a loop visits a step again"},
    {"attempts[].attempt", "integer", "", "which attempt of this visit"},
    {"attempts[].outcome", "text", "", "running, done, failed or stopped (it does not count)"},
    {"attempts[].started", "time", "", "when it began"},
    {"attempts[].finished", "time or null", "", "when it ended"},
    {"attempts[].error", "text or null", "", "why it failed"},
    {"attempts[].report", "report or null", "", "as `result` in `run --once`"},
};

constexpr JsonKey kScheduledRun[] = {
    {"scheduled_run", "object or null", "", "the run of processing; null: none"},
    {"scheduled_run.id", "text", "", "its id"},
    {"scheduled_run.workflow", "text", "", "process"},
    {"scheduled_run.state", "text", "", "queued, waiting, running, done, parked or abandoned"},
    {"scheduled_run.started", "time", "", "when it began"},
    {"scheduled_run.steps[].name", "text", "", "plan, process or commit; those that have begun, and the next"},
    {"scheduled_run.steps[].state", "text", "", "as the run's, or failed"},
    {"scheduled_run.steps[].attempts", "integer", "", "how often it was begun"},
    {"scheduled_run.steps[].error", "text or null", "", "why the last attempt failed"},
    {"scheduled_run.steps[].result", "report or null", "",
     "what it gave: keys of `process` (plan: `files`, `bytes_in`, `runs` and `estimate`; commit: `recovered_jobs`)"},
};

constexpr JsonKey kDoctor[] = {
    {"health", "text", "", "the worst of the checks: ok, warning or failed"},
    {"checks[].check", "text", "", "what was looked at"},
    {"checks[].health", "text", "", "ok, warning or failed"},
    {"checks[].detail", "text", "", "how it is"},
    {"checks[].advice", "text or null", "", "what to do"},
};

constexpr JsonKey kRemoveUploads[] = {{"uploads_removed", "integer", "uploads", "orphaned uploads that were given up"}};

constexpr JsonKey kRestoreState[] = {
    {"restored", "text", "", "the ledger that was put back"},
    {"restored_from", "text", "", "the copy it came from"},
};

constexpr JsonKey kAdoptLake[] = {
    {"lake_files_adopted", "integer", "files", "in the lake, of earlier runs that the ledger does not know"}};

constexpr JsonKey kRetryFile[] = {{"files_freed[]", "text", "", "a raw file that the next run tries again"}};

constexpr JsonKey kRetryService[] = {
    {"run_freed", "text", "", "id of the parked run, which the service will try again"},
    {"running", "text", "", "the service at work, as a sentence"},
};

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
    {"plugins[].description", "text or null", "", "what it says of itself"},
};

constexpr JsonKey kPluginsCheck[] = {
    {"well", "boolean", "", "all plug-ins passed"},
    {"plugins[].name", "text", "", "a plug-in that was tried"},
    {"plugins[].well", "boolean", "", "it passed"},
    {"plugins[].points[].well", "boolean", "", "a point is as it must be"},
    {"plugins[].points[].text", "text", "", "the point"},
};

constexpr JsonKey kCatalog[] = {
    {"engine", "text", "", "whose statements"},
    {"statements[]", "text", "", "a statement with its semicolon, in the order in which they are run"},
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
    {"files_forgotten", "integer", "files", "known ones that are not in the lake any more"},
    {"files_unknown_app", "integer", "files", "that wait for a schema of their app"},
    {"files_given_up", "integer", "files", "that failed three times"},
    {"oldest_file_seconds", "integer", "s", "age of the oldest waiting file at the begin"},
    {"notices_taken", "integer", "notices", "that named lake files of the project"},
    {"notices_other", "integer", "notices", "of other objects and events"},
    {"notices_outside", "integer", "notices", "of objects outside the lake"},
    {"notices_bad", "integer", "notices", "that could not be read"},
    {"batches_recovered", "integer", "batches", "of an interrupted load, whose outcome was looked up"},
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
     "request, row and event begin a part; fact, rejected and stored tell what happened in it"},
    {"story[].name", "text or null", "",
     "of a fact: its name, null where it continues the one before; of rejected: the reason"},
    {"story[].text", "text or null", "", "what the line says"},
    {"story[].row", "row or null", "", "of stored: the row with the columns of event_v2"},
};

constexpr JsonKey kVersion[] = {{"version", "text", "", "the program's version"}};

constexpr JsonKey kGenerate[] = {
    {"files", "integer", "files", "raw files that were written"},
    {"bytes_raw", "integer", "bytes", "their size uncompressed"},
    {"bytes_compressed", "integer", "bytes", "their size"},
    {"requests", "integer", "requests", "requests in them"},
    {"gzip_requests", "integer", "requests", "with a payload that is base64 of gzip"},
    {"duplicate_requests", "integer", "requests", "that repeat another one"},
    {"sessions", "integer", "sessions", "visits"},
    {"events", "integer", "events", "events in the requests"},
    {"web_events", "integer", "events", "of visitors with a browser"},
    {"item_events", "integer", "events", "with items"},
    {"items", "integer", "items", "in these events"},
    {"bot_events", "integer", "events", "of bots"},
    {"late_events", "integer", "events", "that arrive hours or days later"},
    {"duplicate_events", "integer", "events", "in repeated requests"},
    {"skewed_events", "integer", "events", "of visitors whose clock is wrong"},
    {"derived_events", "integer", "events", "that a run will derive from them"},
    {"dirty.<flaw>", "integer", "requests", "requests that are broken or odd, by flaw (generate.md)"},
    {"expected_rejects.<reason>", "integer", "rows or events", "rejects that a run will have of them"},
};

}  // namespace

std::vector<JsonOutput> JsonOutputs() {
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
      {"generate", "What was made up.", {{"", kGenerate}}},
      {"try", "What the files hold; nothing was written.", {counters, written, rejected, {"", kTry}}},
      {"explain", "The lines of the story in their order.", {{"", kExplain}}},
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
       "What became of the chosen rejects.",
       {job, {"", kReplay}, written, rejected, lake_files, cost, databases}},
      {"run --once", "The runs that were carried on or begun.", {scheduled, {"", kRunsDone}}},
      {"retry", "The parked runs, tried again here.", {scheduled, {"", kRunsDone}}},
      {"retry, with a service at work", "The parked run, left to the service.", {{"", kRetryService}}},
      {"retry --file", "The raw files that are free again.", {{"", kRetryFile}}},
      {"schedule preview", "When a schedule runs.", {{"", kSchedule}}},
      {"compact", "What was merged.", {job, {"", kReplaced}, {"", kRowsCopied}, written, lake_files, cost}},
      {"compact --dry-run", "What would be merged.", {{"", kReplacePlan}}},
      {"re-enrich",
       "What was enriched anew.",
       {job, {"", kReplaced}, {"", kRowsCopied}, written, lake_files, cost, databases}},
      {"re-enrich --dry-run", "What would be enriched anew.", {{"", kReplacePlan}}},
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
      {"plugins list", "The plug-ins of the configuration.", {{"", kPluginsList}}},
      {"plugins check", "How they did on a sample.", {{"", kPluginsCheck}}},
      {"query", "The result of the statement.", {{"", kQuery}}},
      {"status",
       "The project, with its newest jobs (`--runs` says how many).",
       {{"", kStatus}, aside, scheduled, {"", kWorkflowsOfStatus}}},
      {"runs", "The newest runs of workflows, newest first.", {{"runs[].", kRun}}},
      {"runs RUN", "One run, with its newest attempts (at most 1000).", {{"", kRun}, {"", kAttempts}}},
      {"status --erasures", "One object a line and erasure, the newest first; also without --json.", {{"", kProof}}},
      {"doctor", "What was checked.", {{"", kDoctor}}},
      {"doctor --remove-uploads", "What was given up.", {{"", kRemoveUploads}}},
      {"doctor --restore-state", "What was put back.", {{"", kRestoreState}}},
      {"doctor --adopt-lake", "What the lake keeps.", {{"", kAdoptLake}}},
      {"version", "The program.", {{"", kVersion}}},
  };
}

}  // namespace millrace
