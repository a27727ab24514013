// The keys of the objects about jobs: what runs, replays and jobs that rewrite the lake would do and did. Only
// json_keys.cc includes this.
#pragma once

#include "cli/json_keys.h"

namespace millrace::json_keys {

inline constexpr JsonKey kJob[] = {
    {"job_id", "text or null", "", "the last job; null if there was nothing to do"},
    {"runs", "integer", "jobs", "jobs that were committed"},
    {"recovered_jobs", "integer", "jobs", "jobs of an interrupted run that this command finished or undid first"},
};

inline constexpr JsonKey kLakeFiles[] = {
    {"lake_files", "integer", "files", "files of the lake that were written"},
    {"bytes_out", "integer", "bytes", "size of these files"},
};

inline constexpr JsonKey kCost[] = {
    {"seconds", "number", "s", "wall time of the jobs"},
    {"threads", "integer", "threads", "worker threads"},
    {"peak_memory_bytes", "integer", "bytes", "peak memory of the process"},
    {"price_per_core_hour", "number", "USD", "the configuration's price"},
    {"cost_usd", "number", "USD", "threads × seconds at that price"},
};

inline constexpr JsonKey kRowsWritten[] = {
    {"rows_written.<table>", "integer", "rows", "rows written to each table of the lake"},
};

inline constexpr JsonKey kRejected[] = {
    {"rejected.<reason>", "integer", "rows or events", "rejects by reason (rejects.md); every reason is there"},
};

inline constexpr JsonKey kDatabases[] = {
    {"databases.<database>.path", "text or null", "", "the file that was used; null: built in"},
    {"databases.<database>.version", "text", "", "its build day, or its checksum"},
    {"databases.<database>.checksum", "text or null", "", "of its bytes"},
    {"databases.<database>.age_days", "number or null", "days", "since it was made, if that is known"},
};

inline constexpr JsonKey kCounters[] = {
    {"lines", "integer", "lines", "lines that are not empty"},
    {"rows_read", "integer", "rows", "requests on these lines; a line that is not JSON counts as one"},
    {"requests", "integer", "rows", "rows whose payload could be decoded"},
    {"events_read", "integer", "events", "elements of decoded payloads"},
    {"events_derived", "integer", "events", "events that others imply, such as `_session_start` of GTM"},
    {"events_rejected", "integer", "events", "events among the rejects"},
    {"rows_rejected", "integer", "rows", "whole rows among the rejects"},
    {"rejected_by_plugin.<plugin>", "integer", "events", "of the reason `plugin`: by plug-in"},
    {"rejects_look_like", "text or null", "", "what most rejected rows look like, if that is clear (rejects.md)"},
    {"wrote_no_event", "boolean", "", "rows were read, but no event was written"},
    {"items_read", "integer", "items", "items of written events"},
    {"items_without_id", "integer", "items", "items that were left out because they have no id"},
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

inline constexpr JsonKey kEstimate[] = {
    {"estimate.bytes_raw", "integer", "bytes", "uncompressed input"},
    {"estimate.requests", "integer", "rows", "requests"},
    {"estimate.events", "integer", "events", "0: no earlier run has measured the events per request"},
    {"estimate.bytes_out", "integer", "bytes", "size in the lake; 0: no earlier run has measured it"},
    {"estimate.threads", "integer", "threads", "threads that will have work"},
    {"estimate.peak_memory_bytes", "integer", "bytes", "peak memory"},
    {"estimate.seconds", "number", "s", "wall time"},
    {"estimate.cost_usd", "number", "USD", "cost at the configuration's price"},
};

inline constexpr JsonKey kProcessFiles[] = {
    {"files", "integer", "files", "raw files that were read"},
    {"files_already_done", "integer", "files",
     "raw files that earlier runs have read; not those of days that were not listed"},
    {"days_not_listed", "integer", "days", "finished days, whose raw files were not listed (`--full-scan`)"},
    {"files_ignored", "integer", "files", "raw files that `processing.ignore` leaves out"},
    {"files_unsettled", "integer", "files", "raw files that may still be written"},
    {"files_failed[].file", "text", "", "a raw file that this run could not read"},
    {"files_failed[].reason", "text", "", "why"},
    {"files_failed[].failures", "integer", "runs", "runs that could not read it"},
    {"files_failed[].quarantined", "boolean", "", "it is not tried again until `millrace retry --file` or a change"},
    {"folders_unlisted[].folder", "text", "", "a directory of raw files that could not be listed"},
    {"folders_unlisted[].reason", "text", "", "why"},
    {"files_quarantined", "integer", "files", "raw files that earlier runs could not read and this one did not try"},
    {"files_changed[].file", "text", "", "a raw file that has changed since it was read; it is not read again"},
    {"files_changed[].change", "text", "", "what is different"},
    {"lake_files_lost[]", "text", "", "a file of the lake that is missing or changed"},
    {"data_window_end", "time or null", "", "the greatest modified time among the raw files that were read"},
    {"bytes_in", "integer", "bytes", "size of the raw files as stored"},
    {"bytes_raw", "integer", "bytes", "the same uncompressed"},
};

inline constexpr JsonKey kProcessEnd[] = {
    {"law_holds", "boolean or null", "",
     "events_read + events_derived = written + rejected, and rows_read = requests + rejected; null: no job ran"},
    {"again", "object or null", "", "of `process --again`; null without it"},
    {"again.jobs_replaced", "integer", "jobs", "jobs whose output was replaced"},
    {"again.raw_files_gone[]", "text", "", "a raw file of these jobs that is gone, so its rows were kept"},
    {"again.erasures_since", "integer", "erasures", "erasures since these jobs: repeat them"},
    {"again.lake_files_replaced", "integer", "files", "files of the lake that were replaced"},
    {"again.bytes_replaced", "integer", "bytes", "size of these files"},
    {"again.lake_rows_read", "integer", "rows", "rows in them that came from other raw files and were copied"},
    {"events_per_second", "number", "events/s", "events_read / seconds"},
    {"estimate", "object or null", "", "the estimate before the run; null: there was none"},
    {"stage_seconds.<stage>", "number", "s", "with --profile: time of all workers, by stage"},
};

inline constexpr JsonKey kPlan[] = {
    {"dry_run", "boolean", "", "true: nothing was changed"},
    {"runs", "integer", "jobs", "jobs that `process` would run"},
    {"files", "integer", "files", "raw files that would be read"},
    {"bytes_in", "integer", "bytes", "size of the raw files as stored"},
    {"files_already_done", "integer", "files",
     "raw files that earlier runs have read; not those of days that were not listed"},
    {"days_not_listed", "integer", "days", "finished days, whose raw files were not listed (`--full-scan`)"},
    {"files_in_progress", "integer", "files", "raw files that a running job has claimed"},
    {"files_outside_window", "integer", "files", "raw files that --from and --to leave out"},
    {"files_unsettled", "integer", "files", "raw files that may still be written"},
    {"files_ignored", "integer", "files", "raw files that `processing.ignore` leaves out"},
    {"basis.sampled_files", "integer", "files", "raw files that were sampled"},
    {"basis.bytes_sampled", "integer", "bytes", "bytes of the sample"},
    {"basis.expansion", "number", "", "uncompressed size / stored size"},
    {"basis.bytes_per_row", "integer", "bytes", "uncompressed size of a row"},
    {"basis.measured_runs", "integer", "runs", "earlier runs with a known speed"},
    {"basis.bytes_per_second_and_thread", "integer", "bytes/s", "speed of a thread, uncompressed"},
    {"basis.seconds_to_begin", "number", "s", "fixed time of any run"},
    {"basis.events_per_request", "number", "events", "0: not known yet"},
    {"basis.threads_allowed", "integer", "threads", "`processing.threads`"},
    {"basis.memory_allowed", "integer", "bytes", "`processing.memory`"},
    {"spark", "object or null", "", "with --place spark: what it would need there; null without it"},
    {"spark.tasks", "integer", "tasks", "of all jobs"},
    {"spark.task_bytes", "integer", "bytes", "what a task reads, as stored, about"},
    {"spark.executors", "integer", "executors", "0: there is nothing to read"},
    {"spark.executor_cores", "integer", "cores", "of an executor, each for one task"},
    {"spark.executor_memory_bytes", "integer", "bytes", "its heap (`spark.executor.memory`)"},
    {"spark.executor_overhead_bytes", "integer", "bytes", "beside the heap (`spark.executor.memoryOverhead`)"},
    {"spark.task_memory_bytes", "integer", "bytes", "estimate for the largest task"},
    {"spark.core_seconds", "number", "s", "time of all tasks, added up"},
    {"spark.longest_task_seconds", "number", "s", "time of the longest task"},
    {"spark.seconds", "number", "s", "time of the application, with its start"},
    {"spark.cost_usd", "number", "USD", "of its executors, at the price of `processing.price_per_core_hour`"},
    {"planned[].run", "integer", "", "the job that would read the file, from 1"},
    {"planned[].file", "text", "", "a raw file that would be read"},
    {"planned[].bytes", "integer", "bytes", "its size"},
    {"planned[].modified", "time", "", "its modified time"},
};

inline constexpr JsonKey kFilesAside[] = {
    {"files_failing[].file", "text", "", "a raw file that runs could not read"},
    {"files_failing[].reason", "text", "", "why"},
    {"files_failing[].failures", "integer", "runs", "runs that could not read it"},
    {"files_failing[].failed", "time", "", "when the last of them failed"},
    {"files_failing[].quarantined", "boolean", "", "it is not tried again until `millrace retry --file` or a change"},
    {"folders_unlisted[].folder", "text", "", "a directory of raw files that could not be listed"},
    {"folders_unlisted[].reason", "text", "", "why"},
    {"files_changed[].file", "text", "", "a raw file that has changed since it was read; it is not read again"},
    {"files_changed[].bytes", "integer", "bytes", "its size"},
    {"files_changed[].bytes_when_read", "integer", "bytes", "its size when it was read"},
    {"files_changed[].change", "text", "", "what is different"},
};

inline constexpr JsonKey kAgainPlan[] = {
    {"dry_run", "boolean", "", "true: nothing was changed"},
    {"runs", "integer", "jobs", "jobs that `process --again` would run"},
    {"jobs_replaced", "integer", "jobs", "jobs whose output would be replaced"},
    {"files", "integer", "files", "raw files that would be read again"},
    {"bytes_in", "integer", "bytes", "size of the raw files as stored"},
    {"erasures_since", "integer", "erasures", "erasures since these jobs: repeat them"},
    {"steps[].jobs[]", "text", "", "a job whose output one new job would replace"},
    {"steps[].files", "integer", "files", "raw files that this new job would read"},
    {"steps[].bytes_in", "integer", "bytes", "their size as stored"},
    {"steps[].raw_files_gone[]", "text", "", "a raw file that is gone, so its rows are kept"},
    {"steps[].lake_files_replaced", "integer", "files", "files of the lake that would be replaced"},
    {"steps[].lake_files_rewritten", "integer", "files", "files of the lake that also contain rows of other raw files"},
};

inline constexpr JsonKey kReplay[] = {
    {"rejects_selected", "integer", "rejects", "rejects that were processed again"},
    {"rejects_replayed", "integer", "rejects", "rejects that are in the tables now"},
    {"rejects_still_rejected", "integer", "rejects", "rejects that remain; `rejected` says why"},
};

inline constexpr JsonKey kReplaced[] = {
    {"lake_files_replaced", "integer", "files", "files of the lake that were replaced"},
    {"bytes_replaced", "integer", "bytes", "size of these files"},
};

inline constexpr JsonKey kRowsCopied[] = {
    {"lake_rows_read", "integer", "rows", "rows in the replaced files"},
};

inline constexpr JsonKey kReplacePlan[] = {
    {"dry_run", "boolean", "", "true: nothing was changed"},
    {"lake_files_replaced", "integer", "files", "files of the lake that would be replaced"},
    {"bytes_replaced", "integer", "bytes", "size of these files"},
    {"partitions[].table", "text", "", "table of a partition that would change"},
    {"partitions[].app", "text or null", "", "its app; null: rejects without an app"},
    {"partitions[].day", "day or null", "", "its day; null: all days of the app"},
    {"partitions[].lake_files_replaced", "integer", "files", "its files that would be replaced"},
    {"partitions[].bytes_replaced", "integer", "bytes", "their size"},
};

inline constexpr JsonKey kExpire[] = {
    {"lake_files_removed", "integer", "files", "files of the lake that were removed"},
    {"bytes_removed", "integer", "bytes", "size of these files"},
};

inline constexpr JsonKey kExpirePlan[] = {
    {"dry_run", "boolean", "", "true: nothing was changed"},
    {"lake_files_removed", "integer", "files", "files of the lake that would be removed"},
    {"bytes_removed", "integer", "bytes", "size of these files"},
    {"partitions[].table", "text", "", "table of a partition that would be removed"},
    {"partitions[].app", "text or null", "", "its app; null: rejects without an app"},
    {"partitions[].day", "day", "", "its day"},
    {"partitions[].lake_files_removed", "integer", "files", "its files"},
    {"partitions[].bytes_removed", "integer", "bytes", "their size"},
};

inline constexpr JsonKey kProof[] = {
    {"subject", "text", "", "the person as a keyed hash; never the id"},
    {"at", "time", "", "when the erasure was recorded"},
    {"job_id", "text", "", "the job that erased"},
    {"rows_erased.<table>", "integer", "rows", "rows of the person that were removed, by table"},
    {"files_before[].path", "text", "", "a file of the lake that contained the person"},
    {"files_before[].bytes", "integer", "bytes", "its size"},
    {"files_before[].sha256", "text", "", "its checksum"},
    {"files_before[].rows_erased", "integer", "rows", "rows of the person in it"},
    {"files_after[].path", "text", "", "a file that was written in place of those"},
    {"files_after[].bytes", "integer", "bytes", "its size"},
    {"files_after[].sha256", "text", "", "its checksum"},
};

inline constexpr JsonKey kErase[] = {
    {"rows_erased.<table>", "integer", "rows", "rows of the person that were removed, by table; empty: nobody found"},
    {"proof", "object or null", "", "what `status --erasures` prints; null: nothing was erased"},
};

inline constexpr JsonKey kErasePlan[] = {
    {"dry_run", "boolean", "", "true: nothing was changed"},
    {"rows_erased.<table>", "integer", "rows", "rows of the person, by table; empty: nobody found"},
    {"lake_files_replaced", "integer", "files", "files of the lake that would be replaced"},
    {"bytes_replaced", "integer", "bytes", "size of these files"},
    {"other_devices", "integer", "devices", "devices with other ids that the person was seen on as a user id"},
    {"erased_from[].table", "text", "", "table of a file that contains the person"},
    {"erased_from[].path", "text", "", "its path"},
    {"erased_from[].bytes", "integer", "bytes", "its size"},
    {"erased_from[].rows_erased", "integer", "rows", "rows of the person in it"},
};

}  // namespace millrace::json_keys
