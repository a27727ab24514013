// The page docs/reference/charts.md: which question each chart answers, how its measures are computed, and from what.
// Pure; thread-safe.
#pragma once

#include <string>

namespace millrace {

std::string ChartReference();

}  // namespace millrace
