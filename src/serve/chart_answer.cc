#include "serve/chart_answer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include <arrow/array.h>
#include <arrow/buffer.h>
#include <arrow/io/memory.h>
#include <arrow/ipc/writer.h>
#include <arrow/record_batch.h>

#include "core/csv_writer.h"
#include "core/error.h"
#include "core/json_object.h"
#include "core/time.h"
#include "schema/arrow_status.h"

namespace millrace {
namespace {

enum class CellSyntax : uint8_t { kJson, kCsv };

std::string OptionalDay(const std::optional<int32_t>& day) {
  return day ? "\"" + FormatDay(*day) + "\"" : "null";
}

std::string OptionalTime(const std::optional<int64_t>& microseconds) {
  return microseconds ? "\"" + FormatMicroseconds(*microseconds) + "\"" : "null";
}

std::string ValuesJson(const std::vector<ChosenValue>& values) {
  std::vector<std::string> texts;
  for (const ChosenValue& value : values) {
    std::string& text = texts.emplace_back();
    if (value) {
      AppendJsonText(text, *value);
    } else {
      text = "null";
    }
  }
  return JsonArray(texts);
}

std::string ColumnJson(const ChartColumn& column) {
  JsonObject object;
  object.Field("name", column.name);
  object.Field("role", kChartRoleNames[static_cast<size_t>(column.role)]);
  object.Field("type", kChartTypeNames[static_cast<size_t>(column.type)]);
  if (column.unit != ChartUnit::kNone) object.Field("unit", kChartUnitNames[static_cast<size_t>(column.unit)]);
  return object.Finish();
}

std::string ColumnsJson(const Chart& chart) {
  std::vector<std::string> columns;
  columns.reserve(chart.columns.size());
  for (const ChartColumn& column : chart.columns) columns.push_back(ColumnJson(column));
  return JsonArray(columns);
}

std::string SelectorsJson(const Chart& chart) {
  std::vector<std::string> selectors;
  for (const ChartSelector& selector : chart.selectors) {
    const std::vector<std::string> values(selector.values.begin(), selector.values.end());
    selectors.push_back(JsonObject()
                            .Field("name", selector.name)
                            .Json("values", values.empty() ? "null" : JsonTexts(values))
                            .FieldOrNull("default", selector.default_value)
                            .Finish());
  }
  return JsonArray(selectors);
}

std::string CatalogJson(const Chart& chart) {
  std::vector<std::string> filters = {"platform"};
  if (!chart.country_column.empty()) filters.emplace_back("country");
  return JsonObject()
      .Field("id", chart.id)
      .Field("kind", kChartKindNames[static_cast<size_t>(chart.kind)])
      .Field("table", chart.table)
      .Json("columns", ColumnsJson(chart))
      .Json("filters", JsonTexts(filters))
      .Field("question", chart.question)
      .Field("definition", chart.definition)
      .Json("selectors", SelectorsJson(chart))
      .Json("top", chart.top ? std::to_string(*chart.top) : "null")
      .Finish();
}

// A time of the app's zone has no `Z`.
std::string TimeText(const ChartColumn& column, int64_t microseconds) {
  std::string text = FormatMicroseconds(microseconds);
  if (column.type == ChartType::kHour || column.name.starts_with("local_")) text.pop_back();
  return text;
}

void AppendText(std::string& out, CellSyntax syntax, std::string_view text) {
  if (syntax == CellSyntax::kJson) return AppendJsonText(out, text);
  AppendCsvText(out, text);
}

void AppendCell(std::string& out, CellSyntax syntax, const ChartColumn& column, const arrow::Array& cells,
                int64_t row) {
  const char* const null = syntax == CellSyntax::kJson ? "null" : "";
  if (cells.IsNull(row)) {
    out += null;
    return;
  }
  const auto quoted = [&](const std::string& text) { out += syntax == CellSyntax::kJson ? "\"" + text + "\"" : text; };
  switch (cells.type_id()) {
    case arrow::Type::INT64:
      out += std::to_string(static_cast<const arrow::Int64Array&>(cells).Value(row));
      return;
    case arrow::Type::DOUBLE: {
      const double value = static_cast<const arrow::DoubleArray&>(cells).Value(row);
      std::array<char, 32> digits;
      const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
      out += std::isfinite(value) ? std::string(digits.data(), end) : null;
      return;
    }
    case arrow::Type::DATE32:
      return quoted(FormatDay(static_cast<const arrow::Date32Array&>(cells).Value(row)));
    case arrow::Type::TIMESTAMP:
      return quoted(TimeText(column, static_cast<const arrow::TimestampArray&>(cells).Value(row)));
    case arrow::Type::STRING:
      return AppendText(out, syntax, static_cast<const arrow::StringArray&>(cells).GetView(row));
    default:
      throw InternalError("a chart has a column of the type " + cells.type()->ToString());
  }
}

std::string RowsJson(const Chart& chart, const arrow::RecordBatch& rows) {
  std::string out = "[";
  for (int64_t row = 0; row < rows.num_rows(); ++row) {
    out += row == 0 ? "[" : ",[";
    for (int column = 0; column < rows.num_columns(); ++column) {
      if (column > 0) out += ',';
      AppendCell(out, CellSyntax::kJson, chart.columns[static_cast<size_t>(column)], *rows.column(column), row);
    }
    out += ']';
  }
  return out + "]";
}

std::string ParametersJson(const std::vector<ParameterValue>& values) {
  struct Visitor {
    std::string operator()(std::nullptr_t) const { return "null"; }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(int64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const { return std::to_string(value); }
    std::string operator()(const std::string& value) const {
      std::string text;
      AppendJsonText(text, value);
      return text;
    }
  };
  std::vector<std::string> texts;
  texts.reserve(values.size());
  for (const ParameterValue& value : values) texts.push_back(std::visit(Visitor{}, value));
  return JsonArray(texts);
}

}  // namespace

std::string AppsJson(const std::vector<std::shared_ptr<const AppData>>& apps) {
  std::vector<std::string> objects;
  objects.reserve(apps.size());
  for (const auto& app : apps) {
    objects.push_back(JsonObject()
                          .Field("id", app->id)
                          .Field("timezone", app->timezone)
                          .Json("first_day", OptionalDay(app->first_day))
                          .Json("last_complete_day", OptionalDay(app->last_complete_day))
                          .Json("refreshed_at", OptionalTime(app->refreshed_us))
                          .Field("data_version", app->data_version)
                          .Json("platforms", ValuesJson(app->platforms))
                          .Json("countries", ValuesJson(app->countries))
                          .Finish());
  }
  return JsonObject().Json("apps", JsonArray(objects)).Finish();
}

std::string SheetsJson() {
  std::vector<std::string> sheets;
  for (const ChartSheet& sheet : ChartSheets()) {
    std::vector<std::string> charts;
    charts.reserve(sheet.charts.size());
    for (const Chart& chart : sheet.charts) charts.push_back(CatalogJson(chart));
    sheets.push_back(JsonObject().Field("id", sheet.id).Json("charts", JsonArray(charts)).Finish());
  }
  return JsonObject().Json("sheets", JsonArray(sheets)).Finish();
}

std::string ChartJson(const ChartQuestion& question, const ChartResult& result) {
  const ChartRequest& request = question.request;
  const Chart& chart = *request.chart;
  std::string comparison = "null";
  if (result.comparison != nullptr) {
    comparison = JsonObject()
                     .Field("from", FirstOf(*request.comparison))
                     .Field("to", LastOf(*request.comparison))
                     .Json("rows", RowsJson(chart, *result.comparison))
                     .Field("is_truncated", result.is_comparison_truncated)
                     .Finish();
  }
  return JsonObject()
      .Field("chart", chart.id)
      .Field("from", FirstOf(request.range))
      .Field("to", LastOf(request.range))
      .Json("columns", ColumnsJson(chart))
      .Json("rows", RowsJson(chart, *result.rows))
      .Json("comparison", comparison)
      .Field("total_rows", result.total_rows)
      .Field("is_truncated", result.is_truncated)
      .Json("data_until", OptionalDay(question.app.data->last_complete_day))
      .Json("refreshed_at", OptionalTime(question.app.data->refreshed_us))
      .Field("data_version", question.version)
      .Field("sql", result.statement.sql)
      .Json("parameters", ParametersJson(result.statement.values))
      .Finish();
}

std::string ChartCsv(const Chart& chart, const ChartResult& result) {
  std::string out;
  for (const ChartColumn& column : chart.columns) out.append(out.empty() ? "" : ",").append(column.name);
  out += "\r\n";
  for (int64_t row = 0; row < result.rows->num_rows(); ++row) {
    for (int column = 0; column < result.rows->num_columns(); ++column) {
      if (column > 0) out += ',';
      AppendCell(out, CellSyntax::kCsv, chart.columns[static_cast<size_t>(column)], *result.rows->column(column), row);
    }
    out += "\r\n";
  }
  return out;
}

std::string ChartArrow(const ChartResult& result) {
  const auto stream = Must(arrow::io::BufferOutputStream::Create());
  const auto writer = Must(arrow::ipc::MakeStreamWriter(stream, result.rows->schema()));
  Must(writer->WriteRecordBatch(*result.rows));
  Must(writer->Close());
  return Must(stream->Finish())->ToString();
}

}  // namespace millrace
