// The SQL of a chart: from its row of the catalogue and a request that was checked, for one app and dialect. Values are
// bound. Pure; thread-safe.
//
// Top-N: the N values of the ranked column with the greatest first measure over the whole range; equal ones by the
// smaller value, NULL last. A comparison shows the values that were chosen over the request's own range.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "charts/chart_request.h"

#include "warehouse/connection.h"

namespace millrace {

// An app as far as its charts depend on it.
struct ChartApp {
  std::string schema;
  std::string timezone = "UTC";  // IANA name
  Dialect dialect = Dialect::kDuckDb;
};

enum class ChartPart : uint8_t {
  kRows,        // columns in the order of the catalogue, sorted, cut by offset and limit
  kComparison,  // the same over the range of the comparison, which the request has; one more row tells of a cut
  kRowCount     // one number: how many rows there are without offset and limit
};

// Days since the epoch, both ends included.
struct ChartDays {
  int32_t first = 0;
  int32_t last = 0;
};

struct ChartStatement {
  std::string sql;
  std::vector<ParameterValue> values;
  std::set<std::string, std::less<>> tables = {};  // and views that it names
};

ChartStatement ChartStatementOf(const ChartRequest& request, const ChartApp& app, ChartPart part);

// The days, by `event_date`, whose rows all statements of a request depend on, where they read tables with such a
// column; null: all days.
std::optional<ChartDays> DaysReadBy(const ChartRequest& request);

}  // namespace millrace
