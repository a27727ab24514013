// The closing summary of a run as text. Programs use ToJson (pipeline/report_json.h).
#pragma once

#include <string>

#include "pipeline/run_report.h"

namespace millrace {

// Ends with the law: events read = written + rejected by reason.
std::string RenderReport(const RunReport& report, bool color);

// The summary of a replay: how many of the chosen rejects are in the tables now, and why the others are not.
std::string RenderReplay(const RunReport& report, bool color);

// The rejected fraction of the input, for --strict. Rows that could not be used count like events.
double RejectedShare(const RunReport& report);

}  // namespace millrace
