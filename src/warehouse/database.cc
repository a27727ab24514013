#include "warehouse/database.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include <arrow/array.h>
#include <arrow/array/builder_binary.h>
#include <arrow/c/bridge.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>

#include "core/cancelled.h"
#include "core/error.h"
#include "core/sql_text.h"
#include "schema/arrow_status.h"
#include "warehouse/duckdb_c_api.h"
#include "warehouse/sql_statements.h"

namespace millrace {
namespace {

// A result that frees itself.
class Result {
 public:
  Result() = default;
  ~Result() { duckdb_destroy_result(&result_); }
  Result(const Result&) = delete;
  Result& operator=(const Result&) = delete;
  duckdb_result* get() { return &result_; }

 private:
  duckdb_result result_{};
};

// Throws DuckDB's error if the statement cannot be read.
void CheckReadable(duckdb_connection connection, const std::string& sql) {
  duckdb_extracted_statements extracted = nullptr;
  // DuckDB makes several statements of one PIVOT.
  const idx_t count = duckdb_extract_statements(connection, sql.c_str(), &extracted);
  const char* const error = count == 0 ? duckdb_extract_statements_error(extracted) : nullptr;
  const std::string message = error == nullptr ? "" : error;
  duckdb_destroy_extracted(&extracted);
  if (!message.empty()) throw UserError(message);
}

bool IsNested(std::string_view type) {
  return type.ends_with(']') || type.starts_with("MAP(") || type.starts_with("STRUCT(") || type.starts_with("UNION(") ||
         type == "JSON";
}

ResultColumn::Kind KindOf(std::string_view type) {
  for (const std::string_view number : {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT",
                                        "UINTEGER", "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE"}) {
    if (type == number) return ResultColumn::Kind::kNumber;
  }
  if (type.starts_with("DECIMAL(")) return ResultColumn::Kind::kNumber;
  return type == "BOOLEAN" || IsNested(type) ? ResultColumn::Kind::kJson : ResultColumn::Kind::kText;
}

// Throws DuckDB's error if a result cannot be converted to Arrow.
void CheckConverted(duckdb_error_data error) {
  const auto free_error = [](duckdb_error_data taken) { duckdb_destroy_error_data(&taken); };
  const std::unique_ptr<duckdb_error_data_, decltype(free_error)> owner(error, free_error);
  if (error != nullptr && duckdb_error_data_has_error(error)) throw UserError(duckdb_error_data_message(error));
}

// The chunks of a result as Arrow batches.
class ResultReader {
 public:
  ResultReader(Result& result, const std::vector<ResultColumn>& columns)
      : result_(result), options_(duckdb_result_get_arrow_options(result.get())) {
    std::vector<const char*> names;
    std::vector<duckdb_logical_type> types;
    for (idx_t i = 0; i < columns.size(); ++i) {
      names.push_back(columns[i].name.c_str());
      types.push_back(duckdb_column_logical_type(result.get(), i));
    }
    ArrowSchema schema{};
    duckdb_error_data error = duckdb_to_arrow_schema(options_, types.data(), names.data(), types.size(), &schema);
    for (duckdb_logical_type& type : types) duckdb_destroy_logical_type(&type);
    CheckConverted(error);
    schema_ = Must(arrow::ImportSchema(&schema));
  }
  ~ResultReader() { duckdb_destroy_arrow_options(&options_); }
  ResultReader(const ResultReader&) = delete;
  ResultReader& operator=(const ResultReader&) = delete;

  // Null at the end.
  std::shared_ptr<arrow::RecordBatch> Next() {
    duckdb_data_chunk chunk = duckdb_fetch_chunk(*result_.get());
    if (chunk == nullptr) return nullptr;
    ArrowArray array{};
    duckdb_error_data error = duckdb_data_chunk_to_arrow(options_, chunk, &array);
    duckdb_destroy_data_chunk(&chunk);
    CheckConverted(error);
    return Must(arrow::ImportRecordBatch(&array, schema_));
  }

 private:
  Result& result_;
  duckdb_arrow_options options_;
  std::shared_ptr<arrow::Schema> schema_;
};

// During its lifetime, a stop request interrupts the running statement, repeatedly, because DuckDB ignores an
// interruption just before a query starts.
class Interrupter {
 public:
  Interrupter(duckdb_connection connection, const std::stop_token& stop) {
    if (!stop.stop_possible()) return;
    thread_ = std::jthread([connection, stop](const std::stop_token& done) {
      std::mutex mutex;
      std::condition_variable_any wake;
      const std::stop_callback on_stop(stop, [&] {
        const std::lock_guard lock(mutex);
        wake.notify_all();
      });
      std::unique_lock lock(mutex);
      if (!wake.wait(lock, done, [&] { return stop.stop_requested(); })) return;
      while (!done.stop_requested()) {
        duckdb_interrupt(connection);
        wake.wait_for(lock, done, std::chrono::milliseconds(20), [] { return false; });
      }
    });
  }

 private:
  std::jthread thread_;
};

void CheckGoingOn(const std::stop_token& stop) {
  if (stop.stop_requested()) throw Cancelled("the query was cancelled");
}

}  // namespace

struct Database::State {
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;

  State() = default;
  ~State() {
    duckdb_disconnect(&connection);
    duckdb_close(&database);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  // Returns false if DuckDB refuses; the message is in the result.
  bool Run(const std::string& sql, Result& result) const {
    return duckdb_query(connection, sql.c_str(), result.get()) == kDuckDbSuccess;
  }

  // The columns of a statement that can be used after FROM; none if it cannot.
  std::vector<ResultColumn> Describe(const std::string& from) const {
    std::vector<ResultColumn> columns;
    Result described;
    if (!Run("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM " + from + ")", described)) return columns;
    ResultReader reader(described, {{"name", "VARCHAR"}, {"type", "VARCHAR"}});
    while (const auto batch = reader.Next()) {
      const auto& names = static_cast<const arrow::StringArray&>(*batch->column(0));
      const auto& types = static_cast<const arrow::StringArray&>(*batch->column(1));
      for (int64_t row = 0; row < batch->num_rows(); ++row) {
        const std::string_view type = types.GetView(row);
        columns.push_back({names.GetString(row), std::string(type), KindOf(type)});
      }
    }
    return columns;
  }

  // For statements that are not queries (EXPLAIN, SET, CREATE): reads their few values through the old interface.
  void QueryDirectly(const std::string& sql, const OnColumns& begin, const OnBatch& rows,
                     const std::stop_token& stop) const {
    Result result;
    if (!Run(sql, result)) {
      CheckGoingOn(stop);
      throw UserError(duckdb_result_error(result.get()));
    }
    std::vector<ResultColumn> columns;
    arrow::FieldVector fields;
    arrow::ArrayVector arrays;
    const auto count = static_cast<int64_t>(duckdb_row_count(result.get()));
    for (idx_t column = 0; column < duckdb_column_count(result.get()); ++column) {
      columns.push_back({duckdb_column_name(result.get(), column), "VARCHAR"});
      arrow::StringBuilder texts;
      for (int64_t row = 0; row < count; ++row) {
        const std::unique_ptr<char, decltype(&duckdb_free)> text(
            duckdb_value_varchar(result.get(), column, static_cast<idx_t>(row)), &duckdb_free);
        Must(text ? texts.Append(text.get()) : texts.AppendNull());
      }
      fields.push_back(arrow::field(columns.back().name, arrow::utf8()));
      arrays.push_back(Must(texts.Finish()));
    }
    begin(columns);
    rows(arrow::RecordBatch::Make(arrow::schema(std::move(fields)), count, std::move(arrays)));
  }
};

std::string Database::Version() {
  return duckdb_library_version();
}

Database::Database(const Options& options) : state_(std::make_unique<State>()) {
  duckdb_config config = nullptr;
  if (duckdb_create_config(&config) != kDuckDbSuccess) throw SystemError("DuckDB: out of memory");
  const auto set = [&](const char* name, const std::string& value) {
    if (duckdb_set_config(config, name, value.c_str()) != kDuckDbSuccess) {
      throw InternalError(std::string("DuckDB does not know the setting ") + name);
    }
  };
  set("threads", std::to_string(options.threads));
  if (options.memory_bytes > 0) set("memory_limit", std::to_string(options.memory_bytes) + "B");
  set("temp_directory", options.temporary_folder);
  // A query must never download code from the network.
  set("autoinstall_known_extensions", "false");
  set("autoload_known_extensions", "false");
  char* error = nullptr;
  const bool opened = duckdb_open_ext(nullptr, &state_->database, config, &error) == kDuckDbSuccess;
  duckdb_destroy_config(&config);
  if (!opened) {
    const std::string message = error == nullptr ? "unknown reason" : error;
    duckdb_free(error);
    throw SystemError("DuckDB cannot start: " + message);
  }
  if (duckdb_connect(state_->database, &state_->connection) != kDuckDbSuccess) {
    throw SystemError("DuckDB cannot connect to its own database");
  }
}

Database::~Database() = default;

void Database::Execute(const std::string& sql) {
  Result result;
  if (!state_->Run(sql, result)) throw UserError(duckdb_result_error(result.get()));
}

void Database::Query(std::string_view sql, ResultForm form, const OnColumns& begin, const OnBatch& rows,
                     const std::stop_token& stop) {
  CheckGoingOn(stop);
  const Interrupter interrupter(state_->connection, stop);
  const std::string statement(OneStatement(sql));
  CheckReadable(state_->connection, statement);
  const std::string from = "(" + statement + ")";
  const std::vector<ResultColumn> columns = state_->Describe(from);
  CheckGoingOn(stop);
  if (columns.empty()) {
    state_->QueryDirectly(statement, begin, rows, stop);
    return;
  }
  std::string selected;
  std::string names;
  for (size_t i = 0; i < columns.size(); ++i) {
    const std::string name = "c" + std::to_string(i);
    const std::string value = form == ResultForm::kTyped  ? name
                              : IsNested(columns[i].type) ? "CAST(to_json(" + name + ") AS VARCHAR)"
                                                          : "CAST(" + name + " AS VARCHAR)";
    selected += (i > 0 ? ", " : "") + value;
    names += (i > 0 ? ", " : "") + name;
  }
  Result result;
  if (!state_->Run("SELECT " + selected + " FROM " + from + " AS q(" + names + ")", result)) {
    CheckGoingOn(stop);
    throw UserError(duckdb_result_error(result.get()));
  }
  begin(columns);
  ResultReader reader(result, columns);
  while (const auto batch = reader.Next()) {
    CheckGoingOn(stop);
    rows(batch);
  }
}

void Database::WriteParquet(std::string_view sql, const std::string& path, const std::stop_token& stop) {
  CheckGoingOn(stop);
  const Interrupter interrupter(state_->connection, stop);
  const std::string statement(OneStatement(sql));
  CheckReadable(state_->connection, statement);
  Result result;
  if (!state_->Run("COPY (" + statement + ") TO " + SqlText(path) + " (FORMAT parquet)", result)) {
    CheckGoingOn(stop);
    throw UserError(duckdb_result_error(result.get()));
  }
}

}  // namespace millrace
