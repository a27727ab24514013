// The keys of the objects about data that a command reads or writes beside the jobs: rows, samples, generated traffic,
// and what other programs get. Only json_keys.cc includes this.
#pragma once

#include "cli/json_keys.h"

namespace millrace::json_keys {

inline constexpr JsonKey kQuery[] = {
    {"columns[].name", "text", "", "a column of the result"},
    {"columns[].type", "text", "", "its type, as DuckDB writes it"},
    {"rows[]", "row", "", "a row: an object with the columns as keys"},
};

inline constexpr JsonKey kTry[] = {
    {"law_holds", "boolean", "",
     "events_read + events_derived = written + rejected, and rows_read = requests + rejected"},
    {"rows.<table>[]", "row", "", "a row: an object with the columns of the table (columns.md)"},
};

inline constexpr JsonKey kExplain[] = {
    {"story[].kind", "text", "",
     "request, row and event start a part; fact, rejected and stored say what happened in it"},
    {"story[].name", "text or null", "",
     "of a fact: its name, null if it continues the previous one; of rejected: the reason"},
    {"story[].text", "text or null", "", "what the line says"},
    {"story[].row", "row or null", "", "of stored: the row with the columns of event_v2"},
};

inline constexpr JsonKey kGenerate[] = {
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

inline constexpr JsonKey kCatalog[] = {
    {"engine", "text", "", "the engine"},
    {"statements[]", "text", "", "a statement with its semicolon, in the order of execution"},
};

inline constexpr JsonKey kExport[] = {
    {"format", "text", "", "what was written"},
    {"models", "integer", "models", "tables and views for readers"},
    {"files[]", "text", "", "a file below the directory"},
    {"left_out[]", "text", "", "a model of the project's own that reads what only Millrace keeps"},
};

inline constexpr JsonKey kPluginsList[] = {
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

inline constexpr JsonKey kPluginsCheck[] = {
    {"passed", "boolean", "", "all plug-ins passed"},
    {"plugins[].name", "text", "", "a plug-in that was tried"},
    {"plugins[].passed", "boolean", "", "it passed"},
    {"plugins[].points[].passed", "boolean", "", "the check passed"},
    {"plugins[].points[].text", "text", "", "the point"},
};

inline constexpr JsonKey kVersion[] = {{"version", "text", "", "the program's version"}};

}  // namespace millrace::json_keys
