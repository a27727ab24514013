// What charts show of an app, as a service of a server. Results are kept by the version of the app's data (app_data.h),
// so that a chart is computed once for all who look at it. A result may be as old as the version.
//
// Thread-safe. Calls wait for the warehouse: they belong on threads that may wait.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <variant>

#include "charts/chart_query.h"

#include "project/app_data.h"
#include "project/query_pool.h"
#include "project/result_cache.h"

namespace arrow {
class RecordBatch;
}

namespace millrace {

struct DashboardOptions {
  QueryPoolOptions pool;
  std::chrono::milliseconds version_age{1'000};
  size_t cache_bytes = 64 << 20;
  size_t most_result_bytes = 16 << 20;
};

// A question that was checked.
struct ChartQuestion {
  std::shared_ptr<const AppData> app;
  ChartRequest request;
  std::string key;  // the same for the same question, statement and data
};

struct ChartResult {
  // Columns by the catalogue: int64, double, date32, timestamp[us] without zone, utf8.
  std::shared_ptr<arrow::RecordBatch> rows;
  std::shared_ptr<arrow::RecordBatch> comparison;  // null: none was asked for
  int64_t total_rows = 0;                          // without offset and limit
  bool is_truncated = false;                       // there are rows after those of `rows`
  bool is_comparison_truncated = false;
  ChartStatement statement;  // of `rows`
  size_t bytes() const;
};

class Dashboards {
 public:
  // The project must outlive it.
  explicit Dashboards(Project& project, DashboardOptions options = {});

  AppsWithData& apps() { return apps_; }

  // Reads the parameters. Its key is an ETag: no need to answer who has the answer of this key.
  std::variant<ChartQuestion, ParameterFault> Ask(std::shared_ptr<const AppData> app, const Chart& chart,
                                                  const ChartParameters& parameters) const;
  // Throws QueryTimedOut, Cancelled and WarehouseError. A fault: the rows are too large.
  std::variant<std::shared_ptr<const ChartResult>, ParameterFault> Answer(const ChartQuestion& question,
                                                                          const std::stop_token& stop = {});

 private:
  ChartResult Compute(Connection& connection, const ChartQuestion& question, const std::stop_token& stop) const;

  const DashboardOptions options_;
  const Dialect dialect_;
  AppsWithData apps_;
  QueryPool pool_;
  ResultCache<ChartResult> cache_;
};

}  // namespace millrace
