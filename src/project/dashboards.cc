#include "project/dashboards.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <utility>

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <arrow/util/byte_size.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "core/error.h"
#include "pipeline/job_id.h"
#include "project/project_warehouse.h"
#include "schema/arrow_status.h"

namespace millrace {
namespace {

// The rows are larger than what a result may have.
struct TooManyBytes {};

// Without the names and notes of the driver.
std::shared_ptr<arrow::RecordBatch> WithoutMetadata(const std::shared_ptr<arrow::RecordBatch>& batch) {
  arrow::FieldVector fields;
  for (const auto& field : batch->schema()->fields()) fields.push_back(arrow::field(field->name(), field->type()));
  return arrow::RecordBatch::Make(arrow::schema(std::move(fields)), batch->num_rows(), batch->columns());
}

std::shared_ptr<arrow::DataType> ArrowTypeOf(ChartType type) {
  switch (type) {
    case ChartType::kDay:
    case ChartType::kWeek:
      return arrow::date32();
    case ChartType::kHour:
    case ChartType::kTimestamp:
      return arrow::timestamp(arrow::TimeUnit::MICRO);
    case ChartType::kInteger:
      return arrow::int64();
    case ChartType::kNumber:
      return arrow::float64();
    case ChartType::kText:
    case ChartType::kJson:
      return arrow::utf8();
  }
  throw InternalError("unknown type of a chart's column");
}

std::shared_ptr<arrow::RecordBatch> NoRows(const Chart& chart) {
  arrow::FieldVector fields;
  for (const ChartColumn& column : chart.columns) {
    fields.push_back(arrow::field(std::string(column.name), ArrowTypeOf(column.type)));
  }
  return Must(arrow::RecordBatch::MakeEmpty(arrow::schema(std::move(fields))));
}

std::shared_ptr<arrow::RecordBatch> RowsOf(Connection& connection, const ChartStatement& statement, size_t most_bytes,
                                           const std::stop_token& stop) {
  const auto reader =
      connection.Query(statement.sql, statement.values.empty() ? nullptr : Bind(statement.values), stop);
  arrow::RecordBatchVector batches;
  int64_t bytes = 0;
  while (auto batch = NextBatch(*reader)) {
    bytes += arrow::util::TotalBufferSize(*batch);
    if (static_cast<size_t>(bytes) > most_bytes) throw TooManyBytes();
    batches.push_back(std::move(batch));
  }
  const auto table = Must(arrow::Table::FromRecordBatches(reader->schema(), batches));
  return WithoutMetadata(Must(table->CombineChunksToBatch()));
}

ChartApp TargetOfChart(const AppData& app, Dialect dialect) {
  return {.schema = app.schema, .timezone = app.timezone, .dialect = dialect};
}

// Equal for equal questions: what was chosen, in an order of its own.
std::string TextOf(const ChartRequest& request) {
  std::string text;
  const auto add = [&](std::string_view part) { text.append(std::to_string(part.size())).append(":").append(part); };
  const auto add_values = [&](std::string_view name, std::vector<ChosenValue> values) {
    std::ranges::sort(values);
    add(name);
    for (const ChosenValue& value : values) add(value ? "=" + *value : "-");
  };
  add(request.chart->id);
  for (const int64_t number :
       {request.range.begin_us, request.range.end_us, request.comparison ? request.comparison->begin_us : 0,
        request.comparison ? request.comparison->end_us : 0, int64_t{request.top.value_or(0)}, request.offset,
        request.limit}) {
    add(std::to_string(number));
  }
  add_values("platform", request.platforms);
  add_values("country", request.countries);
  std::vector<ChosenValues> choices = request.choices;
  std::ranges::sort(choices, {}, &ChosenValues::name);
  for (const ChosenValues& choice : choices) add_values(choice.name, choice.values);
  return text;
}

}  // namespace

size_t ChartResult::bytes() const {
  size_t bytes = sizeof *this + statement.sql.size();
  for (const auto& batch : {rows, comparison}) {
    if (batch != nullptr) bytes += static_cast<size_t>(arrow::util::TotalBufferSize(*batch));
  }
  return bytes;
}

Dashboards::Dashboards(Project& project, DashboardOptions options)
    : options_(options),
      dialect_(HasWarehouse(project.config()) ? DialectOf(project.config()) : Dialect::kDuckDb),
      apps_(project, options.version_age, options.pool.time_limit),
      pool_(project, options.pool),
      cache_(options.cache_bytes) {}

std::variant<ChartQuestion, ParameterFault> Dashboards::Ask(std::shared_ptr<const AppData> app, const Chart& chart,
                                                            const ChartParameters& parameters) const {
  // Without data the range is as the reference's: up to yesterday.
  const auto yesterday = static_cast<int32_t>(WallClockNs() / 86'400'000'000'000 - 1);
  auto read = ReadChartRequest(chart, parameters, app->last_complete_day.value_or(yesterday));
  if (auto* fault = std::get_if<ParameterFault>(&read)) return std::move(*fault);
  ChartQuestion question{.app = std::move(app), .request = std::get<ChartRequest>(std::move(read)), .key = {}};
  // The statement, since who keeps an answer may have it from another build.
  const std::string text =
      TextOf(question.request) + question.app->id + "\n" + question.app->timezone + "\n" +
      ChartStatementOf(question.request, TargetOfChart(*question.app, dialect_), ChartPart::kRows).sql;
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  char digits[33];
  std::snprintf(digits, sizeof digits, "%016" PRIx64 "%016" PRIx64, uint64_t{hash.high64}, uint64_t{hash.low64});
  question.key = question.app->data_version + "-" + digits;
  return question;
}

std::variant<std::shared_ptr<const ChartResult>, ParameterFault> Dashboards::Answer(const ChartQuestion& question,
                                                                                    const std::stop_token& stop) {
  const auto compute = [&] {
    ChartResult result;
    bool is_of_version = true;
    if (!question.app->has_tables) {
      result.rows = NoRows(*question.request.chart);
      if (question.request.comparison) result.comparison = result.rows;
    } else {
      pool_.Run(
          [&](Connection& connection, const std::stop_token& limited) {
            // Rows of a newer state are right, but do not belong to the key.
            is_of_version = AppsWithData::VersionOf(connection, *question.app, limited) == question.app->data_version;
            result = Compute(connection, question, limited);
          },
          stop);
    }
    return std::pair(std::make_shared<const ChartResult>(std::move(result)), is_of_version);
  };
  try {
    return cache_.Get(question.key, compute, stop);
  } catch (const TooManyBytes&) {
    return ParameterFault{.parameter = "limit",
                          .detail = "the rows have more than " + std::to_string(options_.most_result_bytes >> 20) +
                                    " MiB; ask for fewer"};
  }
}

ChartResult Dashboards::Compute(Connection& connection, const ChartQuestion& question,
                                const std::stop_token& stop) const {
  const ChartApp app = TargetOfChart(*question.app, dialect_);
  const ChartRequest& request = question.request;
  ChartResult result;
  result.statement = ChartStatementOf(request, app, ChartPart::kRows);
  result.rows = RowsOf(connection, result.statement, options_.most_result_bytes, stop);
  if (request.comparison) {
    result.comparison =
        RowsOf(connection, ChartStatementOf(request, app, ChartPart::kComparison), options_.most_result_bytes, stop);
    result.is_comparison_truncated = result.comparison->num_rows() > request.limit;
    result.comparison = result.comparison->Slice(0, request.limit);
  }
  // A page that is not full says how many rows there are, if it has one.
  const int64_t count = result.rows->num_rows();
  if (count < request.limit && (count > 0 || request.offset == 0)) {
    result.total_rows = request.offset + count;
  } else {
    const ChartStatement counted = ChartStatementOf(request, app, ChartPart::kRowCount);
    result.total_rows =
        connection.QueryRows(counted.sql, counted.values.empty() ? nullptr : Bind(counted.values), stop).Integer(0, 0);
    result.is_truncated = result.total_rows > request.offset + count;
  }
  return result;
}

}  // namespace millrace
