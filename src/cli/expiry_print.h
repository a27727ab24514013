// What `millrace expire --warehouse` prints.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "project/expire_warehouse.h"

namespace millrace {

// A row for each table that has something to expire, or one line when none has.
std::string RenderExpiries(const std::vector<AppExpiry>& apps, bool is_dry_run, const TableStyle& style);
std::string ExpiriesJson(const std::vector<AppExpiry>& apps, bool is_dry_run);

}  // namespace millrace
