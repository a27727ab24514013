// The keys of the objects about the warehouse: loads, models, schemas, scans and expiries. Only json_keys.cc includes
// this.
#pragma once

#include "cli/json_keys.h"

namespace millrace::json_keys {

inline constexpr JsonKey kLoad[] = {
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

inline constexpr JsonKey kModelRuns[] = {
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

inline constexpr JsonKey kModels[] = {
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

inline constexpr JsonKey kSchema[] = {
    {"dry_run", "boolean", "", "nothing was changed"},
    {"apps[].app", "text", "", "app"},
    {"apps[].schema", "text", "", "its schema in the warehouse"},
    {"apps[].new", "boolean", "", "the schema is not there yet, or was made"},
    {"apps[].steps[].action", "text", "", "create, alter, replace, rebuild, drop or grant"},
    {"apps[].steps[].kind", "text", "", "table, view or function"},
    {"apps[].steps[].object", "text", "", "its name"},
    {"apps[].steps[].reason", "text", "", "why"},
    {"apps[].failed[].model", "text", "", "a model of the project's own that could not be made; the others were"},
    {"apps[].failed[].error", "text", "", "why"},
};

inline constexpr JsonKey kMetadataApps[] = {
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

inline constexpr JsonKey kMetadataNames[] = {
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

inline constexpr JsonKey kWarehouseExpiry[] = {
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

}  // namespace millrace::json_keys
