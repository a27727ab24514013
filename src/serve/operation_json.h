// The objects that several routes of operation answer with, and their JSON schemas: jobs, and runs of workflows.
#pragma once

#include <string>
#include <string_view>

#include "core/json_object.h"
#include "project/workflow_runs.h"
#include "serve/call.h"

namespace millrace {

// An instant in nanoseconds since the epoch; null for 0.
std::string InstantJson(int64_t time_ns);

// What the schema `Job` describes; the caller may add other keys and finishes it.
JsonObject JobObject(const LedgerJob& job);

// What the schema `Run` describes, likewise.
JsonObject ApiRunObject(const RunDetails& details);

// Who asks for something that is kept: the user, or the address where nobody was asked for a token.
std::string AskerOf(const Call& call);

inline constexpr std::string_view kJobSchema =
    R"({"type":"object","required":["id","kind","state","started","finished","host","error","counts","law_holds",)"
    R"("wrote_no_event"],"properties":{"id":{"type":"string"},)"
    R"("kind":{"enum":["process","replay","compact","erase","expire","re-enrich","again","load"]},)"
    R"("state":{"enum":["running","publishing","committed","failed","abandoned"]},)"
    R"("started":{"type":"string","format":"date-time"},"finished":{"type":["string","null"],"format":"date-time"},)"
    R"("host":{"type":"string"},"error":{"type":["string","null"]},)"
    R"("counts":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/JobCounts"}],)"
    R"("description":"Null: the job has no report yet"},)"
    R"("law_holds":{"type":["boolean","null"],"description":"Read and derived events are those written and rejected; )"
    R"(null: this kind of job checks no law"},)"
    R"("wrote_no_event":{"type":"boolean","description":"It read rows, and all of them were rejected"}}})";

inline constexpr std::string_view kJobCountsSchema =
    R"({"type":"object","description":"Null: this kind of job does not count it",)"
    R"("required":["files","bytes","rows","events","rejected","bytes_out","seconds"],"properties":{)"
    R"("files":{"type":["integer","null"],"description":"Raw files that were read"},)"
    R"("bytes":{"type":["integer","null"],"description":"Size of these, as stored"},)"
    R"("rows":{"type":["integer","null"],"description":"Requests in them"},)"
    R"("events":{"type":["integer","null"],"description":"Events in these"},)"
    R"("rejected":{"type":["integer","null"],"description":"Events that were rejected"},)"
    R"("bytes_out":{"type":["integer","null"],"description":"Size of the files that were written to the lake"},)"
    R"("seconds":{"type":["number","null"]}}})";

inline constexpr std::string_view kRunSchema =
    R"({"type":"object","required":["id","workflow","state","started","finished","input","step","error","asked_by",)"
    R"("parent","attempts"],"properties":{"id":{"type":"string"},"workflow":{"type":"string"},)"
    R"("state":{"enum":["queued","waiting","running","done","parked","abandoned"]},)"
    R"("started":{"type":"string","format":"date-time"},"finished":{"type":["string","null"],"format":"date-time"},)"
    R"("input":{"type":"object"},"step":{"type":["string","null"],"description":"Null: it has not begun, or is over"},)"
    R"("error":{"type":["string","null"],"description":"Why its newest attempt failed"},)"
    R"("asked_by":{"type":["string","null"],"description":"Who started it by hand; null: nobody"},)"
    R"("parent":{"type":["string","null"],"description":"Id of the run that started it; null: none"},)"
    R"("attempts":{"type":"integer"}}})";

}  // namespace millrace
