#include "models/warehouse_expiry.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "models/model_statements.h"

#include "core/cancelled.h"
#include "core/time.h"

namespace millrace {
namespace {

constexpr int kChunkAttempts = 6;

void PauseBeforeAttempt(int attempt, const std::stop_token& stop) {
  constexpr std::chrono::milliseconds kSlice{100};
  for (std::chrono::milliseconds left{500 << attempt}; left.count() > 0 && !stop.stop_requested(); left -= kSlice) {
    std::this_thread::sleep_for(kSlice);
  }
}

// How a table expires: by the models expiring_HOW and expire_HOW.
struct ExpiringTable {
  std::string table;
  std::string how;
  std::string column = {};                 // of days
  std::optional<int32_t> first_kept = {};  // of days
};

class Expiry {
 public:
  Expiry(Connection& connection, const SqlModels& models, const AppSettings& app, const ExpiryOptions& options)
      : connection_(connection),
        models_(models),
        options_(options),
        statements_(connection, models, options.stop),
        parameters_(ParametersOf(app)) {
    parameters_.SetInteger("retention", options.retention_days);
    parameters_.SetInteger("metrics_retention", options.metrics_retention_days);
    parameters_.SetTime("run_time", options.now_us());
  }

  ExpiryResult Run() {
    if (!ReadTarget()) return std::move(result_);
    if (!options_.is_dry_run) {
      WithRetries([&] {
        Transaction transaction(connection_);
        statements_.Run("record_cut", parameters_);
        transaction.Commit();
      });
    }
    for (const ExpiringTable& table : Tables()) Expire(table);
    return std::move(result_);
  }

 private:
  bool ReadTarget() {
    ModelFile query = models_.Get("expiry_target");
    query.statements[0].sql =
        "SELECT cut_time, first_date - DATE '1970-01-01', first_metric_date - DATE '1970-01-01' FROM (" + query.Body() +
        ") AS target";
    const ResultRows rows = connection_.QueryRows(parameters_.Render(query), {}, options_.stop);
    if (rows.row_count() == 0) return false;
    result_.cut_us = rows.Microseconds(0, 0);
    result_.first_day = static_cast<int32_t>(rows.Integer(0, 1));
    result_.first_metric_day = static_cast<int32_t>(rows.Integer(0, 2));
    parameters_.SetTime("cut_time", *result_.cut_us);
    return true;
  }

  // Sessions and users after the events that they are kept for.
  std::vector<ExpiringTable> Tables() const {
    std::vector<ExpiringTable> tables = {{.table = "event_v2", .how = "event"},
                                         {.table = "item_v2", .how = "event"},
                                         {.table = "session", .how = "session"}};
    if (options_.expires_users) tables.push_back({.table = "user_v2", .how = "user"});
    const auto add_days = [&](const ModelFile& model, int32_t first_kept) {
      tables.push_back({.table = model.name, .how = "day", .column = "event_date", .first_kept = first_kept});
    };
    for (const ModelFile& model : models_.models()) {
      if (model.IsComputedTable() && model.refresh == ModelRefresh::kDevice) add_days(model, result_.first_day);
    }
    for (const ModelFile& model : models_.models()) {
      if (IsMetricTable(model)) add_days(model, result_.first_metric_day);
    }
    tables.push_back({.table = "refresh_mv_sp_status",
                      .how = "day",
                      .column = "refresh_date",
                      .first_kept = result_.first_metric_day});
    tables.push_back({.table = "clickstream_log_v2", .how = "log"});
    return tables;
  }

  void Expire(const ExpiringTable& table) {
    SqlParameters parameters = parameters_;
    parameters.SetName("table", table.table);
    if (table.first_kept) {
      parameters.SetName("column", table.column);
      parameters.SetSql("first_kept", SqlDate(*table.first_kept));
    }
    TableExpiry done{.table = table.table, .error = {}};
    try {
      const std::vector<ExpiryChunk> chunks = ChunksOf(table, parameters);
      for (size_t i = 0; i < chunks.size(); ++i) {
        if (options_.stop.stop_requested()) throw Cancelled("told to stop between two chunks of an expiry");
        if (options_.on_chunk) options_.on_chunk(chunks[i], i + 1, chunks.size());
        done.rows += options_.is_dry_run ? chunks[i].rows : Delete(table, chunks[i], parameters);
        if (done.chunks++ == 0) done.first_us = chunks[i].begin_us;
        done.last_us = chunks[i].end_us;
      }
    } catch (const UserError& error) {
      done.error = error.what();
    }
    if (done.chunks > 0 || !done.error.empty()) result_.tables.push_back(std::move(done));
  }

  std::vector<ExpiryChunk> ChunksOf(const ExpiringTable& table, const SqlParameters& parameters) {
    std::vector<ExpiryChunk> chunks;
    WithRetries([&] {
      const ResultRows rows = statements_.Query("expiring_" + table.how, parameters);
      for (int64_t row = 0; row < rows.row_count(); ++row) {
        chunks.push_back({.table = table.table,
                          .begin_us = rows.Microseconds(row, 0),
                          .end_us = rows.Microseconds(row, 1),
                          .rows = rows.Integer(row, 2)});
      }
    });
    return chunks;
  }

  // Returns how many rows are gone: a load may have changed what was counted.
  int64_t Delete(const ExpiringTable& table, const ExpiryChunk& chunk, SqlParameters parameters) {
    parameters.SetTime("chunk_from", chunk.begin_us).SetTime("chunk_to", chunk.end_us);
    int64_t rows = 0;
    WithRetries([&] {
      Transaction transaction(connection_);
      rows = statements_.Run("expire_" + table.how, parameters);
      transaction.Commit();
    });
    return rows;
  }

  // A load may have changed the same rows. A lost connection ends the expiry: whoever started it starts it again.
  void WithRetries(const std::function<void()>& action) {
    for (int attempt = 1;; ++attempt) {
      try {
        return action();
      } catch (const WarehouseError& error) {
        if (!error.is_retryable() || error.connection_lost() || attempt == kChunkAttempts) throw;
        if (options_.on_retry) options_.on_retry(error.what());
        options_.pause ? options_.pause(attempt) : PauseBeforeAttempt(attempt, options_.stop);
      }
    }
  }

  Connection& connection_;
  const SqlModels& models_;
  const ExpiryOptions& options_;
  ModelStatements statements_;
  SqlParameters parameters_;
  ExpiryResult result_;
};

}  // namespace

bool ExpiryResult::HasFailed() const {
  return std::ranges::any_of(tables, [](const TableExpiry& table) { return !table.error.empty(); });
}

ExpiryResult ExpireApp(Connection& connection, const SqlModels& models, const AppSettings& app,
                       const ExpiryOptions& options) {
  return Expiry(connection, models, app, options).Run();
}

}  // namespace millrace
