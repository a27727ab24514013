#include "warehouse/connection.h"

#include <exception>
#include <utility>

#include <arrow/array.h>
#include <arrow/array/util.h>
#include <arrow/record_batch.h>
#include <arrow/scalar.h>
#include <arrow/table.h>
#include <arrow/type.h>

#include "core/cancelled.h"
#include "schema/arrow_status.h"
#include "warehouse/cancel_on_stop.h"
#include "warehouse/reader_status.h"

namespace millrace {
namespace {

void CheckNotStopped(const std::stop_token& stop) {
  if (stop.stop_requested()) throw Cancelled("the query was cancelled");
}

// A reader that ends when a stop is requested.
class StoppableReader : public arrow::RecordBatchReader {
 public:
  StoppableReader(Connection& connection, const std::string& id, std::shared_ptr<arrow::RecordBatchReader> rows,
                  const std::stop_token& stop)
      : rows_(std::move(rows)), stop_(stop), guard_(connection, id, stop) {}

  std::shared_ptr<arrow::Schema> schema() const override { return rows_->schema(); }
  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override {
    if (stop_.stop_requested()) {
      return StatusOf(std::make_exception_ptr(Cancelled("the query was cancelled")));
    }
    return rows_->ReadNext(batch);
  }

 private:
  const std::shared_ptr<arrow::RecordBatchReader> rows_;
  const std::stop_token stop_;
  const CancelOnStop guard_;
};

std::shared_ptr<arrow::Scalar> ScalarOf(const ParameterValue& value) {
  struct Visitor {
    std::shared_ptr<arrow::Scalar> operator()(std::nullptr_t) const { return arrow::MakeNullScalar(arrow::utf8()); }
    std::shared_ptr<arrow::Scalar> operator()(bool v) const { return std::make_shared<arrow::BooleanScalar>(v); }
    std::shared_ptr<arrow::Scalar> operator()(int64_t v) const { return std::make_shared<arrow::Int64Scalar>(v); }
    std::shared_ptr<arrow::Scalar> operator()(double v) const { return std::make_shared<arrow::DoubleScalar>(v); }
    std::shared_ptr<arrow::Scalar> operator()(const std::string& v) const {
      return std::make_shared<arrow::StringScalar>(v);
    }
  };
  return std::visit(Visitor{}, value);
}

}  // namespace

Parameters Bind(std::initializer_list<ParameterValue> values) {
  return Bind(std::vector<ParameterValue>(values));
}

Parameters Bind(const std::vector<ParameterValue>& values) {
  arrow::FieldVector fields;
  arrow::ArrayVector arrays;
  for (const ParameterValue& value : values) {
    const auto scalar = ScalarOf(value);
    fields.push_back(arrow::field("$" + std::to_string(fields.size() + 1), scalar->type));
    arrays.push_back(Must(arrow::MakeArrayFromScalar(*scalar, 1)));
  }
  return arrow::RecordBatch::Make(arrow::schema(std::move(fields)), 1, std::move(arrays));
}

std::shared_ptr<arrow::RecordBatch> NextBatch(arrow::RecordBatchReader& rows) {
  std::shared_ptr<arrow::RecordBatch> batch;
  ThrowStatus(rows.ReadNext(&batch));
  return batch;
}

int64_t Connection::Execute(std::string_view sql, const Parameters& parameters, const std::stop_token& stop) {
  CheckNotStopped(stop);
  const std::string id = Submit({.sql = std::string(sql), .parameters = parameters, .token = {}});
  const CancelOnStop guard(*this, id, stop);
  Result result = Fetch(id);
  // DuckDB's driver does not count every kind of statement, but its answer has the count.
  const auto& fields = result.rows->schema()->fields();
  const bool is_count = fields.size() == 1 && fields[0]->name() == "Count" && fields[0]->type()->Equals(arrow::int64());
  // What the statement returns is computed, too.
  while (const auto batch = NextBatch(*result.rows)) {
    if (is_count && result.rows_affected < 0 && batch->num_rows() == 1) {
      result.rows_affected = static_cast<const arrow::Int64Array&>(*batch->column(0)).Value(0);
    }
  }
  return result.rows_affected;
}

std::shared_ptr<arrow::RecordBatchReader> Connection::Query(std::string_view sql, const Parameters& parameters,
                                                            const std::stop_token& stop) {
  CheckNotStopped(stop);
  const std::string id = Submit({.sql = std::string(sql), .parameters = parameters, .token = {}});
  if (!stop.stop_possible()) return Fetch(id).rows;
  Result result = [&] {
    const CancelOnStop guard(*this, id, stop);
    return Fetch(id);
  }();
  return std::make_shared<StoppableReader>(*this, id, std::move(result.rows), stop);
}

ResultRows Connection::QueryRows(std::string_view sql, const Parameters& parameters, const std::stop_token& stop) {
  const auto rows = Query(sql, parameters, stop);
  arrow::RecordBatchVector batches;
  while (auto batch = NextBatch(*rows)) batches.push_back(std::move(batch));
  if (batches.size() == 1) return ResultRows(batches.front());
  return ResultRows(Must(Must(arrow::Table::FromRecordBatches(rows->schema(), batches))->CombineChunksToBatch()));
}

Transaction::Transaction(Connection& connection, TransactionAccess access) : connection_(connection) {
  connection_.Begin(access);
}

Transaction::~Transaction() {
  if (!is_open_) return;
  try {
    connection_.Rollback();
  } catch (const std::exception&) {
    // A lost connection rolls back by itself; the error that brought us here says more.
  }
}

void Transaction::Commit() {
  is_open_ = false;
  connection_.Commit();
}

}  // namespace millrace
