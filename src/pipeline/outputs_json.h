// Staged files in the lines that the process of a job and its tasks send each other (docs/reference/tasks.md). Pure
// functions; thread-safe.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "ledger/outputs.h"
#include "pipeline/json_fields.h"

namespace millrace {

std::string OutputsJson(std::span<const LedgerOutput> outputs);

// The inverse, of a field. Throws UserError.
std::vector<LedgerOutput> OutputsOf(const JsonFields& fields, const char* name);

}  // namespace millrace
