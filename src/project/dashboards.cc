#include "project/dashboards.h"

#include <algorithm>
#include <cinttypes>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <optional>
#include <utility>

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <arrow/util/byte_size.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "core/cancelled.h"
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

// What answers say of an app.
std::shared_ptr<const AppData> BriefOf(const AppData& data) {
  auto brief = std::make_shared<AppData>();
  brief->id = data.id;
  brief->last_complete_day = data.last_complete_day;
  brief->refreshed_us = data.refreshed_us;
  return brief;
}

// Texts that no other sequence of parts gives.
class PartsText {
 public:
  void Add(std::string_view part) { text_.append(std::to_string(part.size())).append(":").append(part); }
  void AddNumber(int64_t number) { Add(std::to_string(number)); }
  void AddValues(std::string_view name, std::vector<ChosenValue> values) {
    std::ranges::sort(values);
    Add(name);
    for (const ChosenValue& value : values) Add(value ? "=" + *value : "-");
  }
  std::string Digest() const {
    const XXH128_hash_t hash = XXH3_128bits(text_.data(), text_.size());
    char digits[33];
    std::snprintf(digits, sizeof digits, "%016" PRIx64 "%016" PRIx64, uint64_t{hash.high64}, uint64_t{hash.low64});
    return digits;
  }

 private:
  std::string text_;
};

// Equal for equal questions: what was chosen, in an order of its own. Days as they were sent, so that a question about
// the last thirty days remains the same when a day ends.
std::string PlaceOfQuestion(const ChartQuestion& question) {
  const ChartRequest& request = question.request;
  PartsText text;
  text.Add(question.app.data->id);
  text.Add(request.chart->id);
  for (const std::string_view name : {"from", "to", "compare_from", "compare_to"}) {
    const auto sent = std::ranges::find(question.parameters, name, &ChartParameters::value_type::first);
    text.Add(sent == question.parameters.end() ? "" : sent->second);
  }
  for (const int64_t number : {int64_t{request.top.value_or(0)}, request.offset, request.limit}) text.AddNumber(number);
  text.AddValues("platform", request.platforms);
  text.AddValues("country", request.countries);
  std::vector<ChosenValues> choices = request.choices;
  std::ranges::sort(choices, {}, &ChosenValues::name);
  for (const ChosenValues& choice : choices) text.AddValues(choice.name, choice.values);
  return text.Digest();
}

// The statement is part of it, since who keeps an answer may have it from another build; so are the days.
std::string VersionOfQuestion(const ChartQuestion& question, const ChartApp& app) {
  const ChartStatement statement = ChartStatementOf(question.request, app, ChartPart::kRows);
  PartsText text;
  text.Add(app.timezone);
  text.Add(statement.sql);
  for (const auto& range : {std::optional(question.request.range), question.request.comparison}) {
    text.AddNumber(range ? range->begin_us : 0);
    text.AddNumber(range ? range->end_us : 0);
  }
  return question.app.data->VersionOf(statement.tables, DaysReadBy(question.request)) + "-" + text.Digest();
}

}  // namespace

size_t ChartResult::bytes() const {
  size_t bytes = sizeof *this + sizeof(AppData) + statement.sql.size() + question.place.size() +
                 question.version.size() + question.key.size();
  for (const auto& [name, value] : question.parameters) bytes += name.size() + value.size();
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
      results_({.most_bytes = options.cache_bytes,
                .workers = options.pool.connections,
                .refreshers = std::max<size_t>(1, options.pool.connections / 2),
                .most_stale = options.most_stale}) {}

std::variant<ChartQuestion, ParameterFault> Dashboards::Ask(KnownApp app, const Chart& chart,
                                                            const ChartParameters& parameters) const {
  // Without data the range is as the reference's: up to yesterday.
  const auto yesterday = static_cast<int32_t>(WallClockNs() / 86'400'000'000'000 - 1);
  auto read = ReadChartRequest(chart, parameters, app.data->last_complete_day.value_or(yesterday));
  if (auto* fault = std::get_if<ParameterFault>(&read)) return std::move(*fault);
  ChartQuestion question{
      .app = std::move(app), .request = std::get<ChartRequest>(std::move(read)), .parameters = parameters};
  const AppData& data = *question.app.data;
  question.place = PlaceOfQuestion(question);
  question.version = VersionOfQuestion(question, TargetOfChart(data, dialect_));
  PartsText told;
  told.AddNumber(data.last_complete_day.value_or(0));
  told.AddNumber(data.refreshed_us.value_or(0));
  question.key = question.place + "-" + question.version + "-" + told.Digest().substr(0, 16);
  return question;
}

std::variant<ChartAnswer, Dashboards::Waiting> Dashboards::AnswerSoon(const ChartQuestion& question,
                                                                      std::function<void()> notice) {
  if (!question.app.data->has_tables) {
    ChartResult none;
    none.rows = NoRows(*question.request.chart);
    if (question.request.comparison) none.comparison = none.rows;
    return ChartAnswer{.result = std::make_shared<const ChartResult>(std::move(none)), .question = question};
  }
  const KnownVersion known = {.version = question.version, .began = question.app.began, .ended = question.app.ended};
  auto asked = results_.Ask(
      question.place, known, [this, question](const std::stop_token& stop) { return Compute(question, stop); },
      std::move(notice));
  if (const auto* found = std::get_if<Results::Found>(&asked)) return AnswerOf(question, *found);
  Waiting waiting;
  waiting.question_ = question;
  waiting.ticket_ = std::get<std::shared_ptr<Results::Ticket>>(std::move(asked));
  return waiting;
}

std::optional<ChartAnswer> Dashboards::Waiting::Take() const {
  const auto found = ticket_->Take();
  return found ? std::optional(AnswerOf(question_, *found)) : std::nullopt;
}

ChartAnswer Dashboards::Answer(const ChartQuestion& question, const std::stop_token& stop) {
  struct Notice {
    std::mutex mutex;
    std::condition_variable_any came;
    bool is_there = false;
  };
  // The worker may be about to give it when this wait is cancelled.
  const auto notice = std::make_shared<Notice>();
  const auto asked = AnswerSoon(question, [notice] {
    const std::lock_guard lock(notice->mutex);
    notice->is_there = true;
    notice->came.notify_all();
  });
  if (const auto* answer = std::get_if<ChartAnswer>(&asked)) return *answer;
  {
    std::unique_lock lock(notice->mutex);
    if (!notice->came.wait(lock, stop, [&] { return notice->is_there; })) throw Cancelled("the query was cancelled");
  }
  return std::get<Waiting>(asked).Take().value();
}

// What is kept may be of the same rows, but an earlier state of what else is said of the app.
ChartAnswer Dashboards::AnswerOf(const ChartQuestion& question, const Results::Found& found) {
  const bool is_same = found.result->question.version == question.version;
  return {.result = found.result,
          .question = is_same ? question : found.result->question,
          .is_current = found.is_current,
          .age = std::chrono::duration_cast<std::chrono::seconds>(found.age),
          .origin = found.origin};
}

Dashboards::Results::Computed Dashboards::Compute(const ChartQuestion& question, const std::stop_token& stop) {
  const auto began = std::chrono::steady_clock::now();
  ChartResult result;
  pool_.Run(
      [&](Connection& connection, const std::stop_token& limited) {
        // The app as this transaction sees it, which may have changed since the question was asked.
        KnownApp app = question.app;
        app.data = AppsWithData::StateOf(connection, app.data, limited);
        auto asked = app.data == question.app.data ? question : Ask(app, *question.request.chart, question.parameters);
        result = {};
        if (auto* fault = std::get_if<ParameterFault>(&asked)) {
          result.fault = std::move(*fault);
          result.question = question;
          return;
        }
        auto& now = std::get<ChartQuestion>(asked);
        try {
          result = Read(connection, now, limited);
        } catch (const TooManyBytes&) {
          result.fault =
              ParameterFault{.parameter = "limit",
                             .detail = "the rows have more than " + std::to_string(options_.most_result_bytes >> 20) +
                                       " MiB; ask for fewer"};
        }
        // Without the lists of the app, which results of many versions would keep.
        now.app.data = BriefOf(*now.app.data);
        result.question = std::move(now);
      },
      stop);
  const bool is_kept = !result.fault;
  std::string version = result.question.version;
  return {.result = std::make_shared<const ChartResult>(std::move(result)),
          .version = std::move(version),
          .began = began,
          .is_kept = is_kept};
}

ChartResult Dashboards::Read(Connection& connection, const ChartQuestion& question, const std::stop_token& stop) const {
  const ChartApp app = TargetOfChart(*question.app.data, dialect_);
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
