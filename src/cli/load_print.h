// What `millrace load` says: the closing table, or one JSON object.
#pragma once

#include <string>

#include "load/load_report.h"

namespace millrace {

// A row for each table that had something to load, and what else is to be said; one line when nothing waited.
std::string RenderLoad(const LoadReport& report, bool color);
std::string LoadJson(const LoadReport& report);

}  // namespace millrace
