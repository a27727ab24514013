// The closing summary of a run, for people. Programs take ToJson of pipeline/run_report.h.
#pragma once

#include <string>

#include "pipeline/run_report.h"

namespace millrace {

// Ends with the law: events read = written + rejected by reason.
std::string RenderReport(const RunReport& report, bool color);

// The summary of a replay: how many of the chosen rejects are in the tables now, and why the others are not.
std::string RenderReplay(const RunReport& report, bool color);

// The share of what was read that was rejected, for --strict. Rows that could not be used count like events.
double RejectedShare(const RunReport& report);

}  // namespace millrace
