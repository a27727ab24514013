// What charts show of an app, as a service of a server. Results are kept by the version of what they read (AppData), so
// that a chart is computed once for all who look at it, and only when something has changed that it shows. One that is
// no longer current is given while a newer one is computed, but is at most `most_stale` old (refreshed_results.h).
//
// Thread-safe. Charts are computed by threads of its own, so that whoever waits for one needs none.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>

#include "charts/chart_query.h"

#include "project/app_data.h"
#include "project/query_pool.h"
#include "project/refreshed_results.h"

namespace arrow {
class RecordBatch;
}

namespace millrace {

struct DashboardOptions {
  QueryPoolOptions pool;
  std::chrono::milliseconds version_age{1'000};
  size_t cache_bytes = 48 << 20;
  // Documented in docs/explanation/console.md.
  std::chrono::milliseconds most_stale{60'000};
  size_t most_result_bytes = 16 << 20;
};

// A question that was checked.
struct ChartQuestion {
  KnownApp app;
  ChartRequest request;
  ChartParameters parameters = {};  // as they were sent
  std::string place = {};           // the same for the same question, whatever the data; of one app
  std::string version = {};         // the same for the same statement and data
  std::string key = {};             // place, version, and what else an answer says of the app
};

struct ChartResult {
  // Columns by the catalogue: int64, double, date32, timestamp[us] without zone, utf8.
  std::shared_ptr<arrow::RecordBatch> rows;
  std::shared_ptr<arrow::RecordBatch> comparison;  // null: none was asked for
  int64_t total_rows = 0;                          // without offset and limit
  bool is_truncated = false;                       // there are rows after those of `rows`
  bool is_comparison_truncated = false;
  ChartStatement statement;  // of `rows`
  // As the transaction saw the app that read the rows.
  ChartQuestion question;
  std::optional<ParameterFault> fault;  // the rows are too large, and are not there
  size_t bytes() const;
};

struct ChartAnswer {
  std::shared_ptr<const ChartResult> result;
  // What the app was like when the rows were as they are: as the question has it, unless the answer is of another
  // state.
  ChartQuestion question;
  bool is_current = true;
  std::chrono::seconds age{0};  // since it was known to be current
  RefreshedResults<ChartResult>::Origin origin = RefreshedResults<ChartResult>::Origin::kKept;
};

class Dashboards {
 public:
  // The project must outlive it.
  explicit Dashboards(Project& project, DashboardOptions options = {});

  AppsWithData& apps() { return apps_; }

  // Reads the parameters. Its key is an ETag: no need to answer who has the answer of this key.
  std::variant<ChartQuestion, ParameterFault> Ask(KnownApp app, const Chart& chart,
                                                  const ChartParameters& parameters) const;

  // One who waits for an answer; as long as this lives it is computed. It must not outlive the dashboards.
  class Waiting {
   public:
    // Null: it is not there yet. Throws QueryTimedOut, Cancelled and WarehouseError.
    std::optional<ChartAnswer> Take() const;

   private:
    friend class Dashboards;
    ChartQuestion question_;
    std::shared_ptr<RefreshedResults<ChartResult>::Ticket> ticket_;
  };

  // At once, or `notice` is called when it is there, by any thread.
  std::variant<ChartAnswer, Waiting> AnswerSoon(const ChartQuestion& question, std::function<void()> notice);
  // Waits for it. Throws what Take throws.
  ChartAnswer Answer(const ChartQuestion& question, const std::stop_token& stop = {});

 private:
  using Results = RefreshedResults<ChartResult>;

  static ChartAnswer AnswerOf(const ChartQuestion& question, const Results::Found& found);
  Results::Computed Compute(const ChartQuestion& question, const std::stop_token& stop);
  ChartResult Read(Connection& connection, const ChartQuestion& question, const std::stop_token& stop) const;

  const DashboardOptions options_;
  const Dialect dialect_;
  AppsWithData apps_;
  QueryPool pool_;
  Results results_;
};

}  // namespace millrace
