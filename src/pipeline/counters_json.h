// Counters as a JSON object that can be read back without a loss, for results of tasks (task_answer.h). The report of a
// run (report_json.h) is for people and contains less.
#pragma once

#include <string>

#include "kernel/counters.h"
#include "pipeline/json_fields.h"

namespace millrace {

std::string CountersJson(const Counters& counters);

// Throws UserError if a counter is missing or unknown to this version of the program.
Counters CountersOf(const JsonFields& fields);

}  // namespace millrace
