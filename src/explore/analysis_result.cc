#include "explore/analysis_result.h"

#include <array>
#include <charconv>
#include <cmath>

#include <arrow/record_batch.h>
#include <arrow/util/byte_size.h>

#include "core/csv_writer.h"
#include "core/error.h"
#include "core/json_object.h"
#include "core/quantity.h"

namespace millrace {
namespace {

std::string ShortestNumber(double number) {
  std::array<char, 32> digits;
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr};
}

std::string CellJson(const ResultRows& rows, int64_t row, int column, AnalysisType type) {
  if (rows.IsNull(row, column)) return "null";
  switch (type) {
    case AnalysisType::kInteger:
      return std::to_string(rows.Integer(row, column));
    case AnalysisType::kNumber: {
      const double number = rows.Real(row, column);
      return std::isfinite(number) ? ShortestNumber(number) : "null";
    }
    case AnalysisType::kBoolean:
      return rows.Boolean(row, column) ? "true" : "false";
    default: {
      std::string out;
      AppendJsonText(out, rows.Text(row, column));
      return out;
    }
  }
}

void AppendCsvCell(std::string& out, const ResultRows& rows, int64_t row, int column, AnalysisType type) {
  if (rows.IsNull(row, column)) return;
  if (type == AnalysisType::kText) return AppendCsvText(out, rows.Text(row, column));
  if (type != AnalysisType::kNumber) {
    out += rows.Text(row, column);
  } else if (const double number = rows.Real(row, column); std::isfinite(number)) {
    out += ShortestNumber(number);
  }
}

}  // namespace

AnalysisRows::AnalysisRows(Connection& connection, const AnalysisStatement& statement, const std::stop_token& stop,
                           size_t most_bytes)
    : columns_(statement.columns) {
  size_t bytes = 0;
  const auto reader = connection.Query(statement.sql.text(), statement.values.Bound(), stop);
  while (const auto batch = NextBatch(*reader)) {
    bytes += static_cast<size_t>(arrow::util::TotalBufferSize(*batch));
    if (bytes > most_bytes) {
      throw UserError("the result has more than " + FormatSize(most_bytes) +
                      "; ask for fewer groups or a shorter range of days, or group by a property with shorter values");
    }
    const int64_t left = kMaxAnalysisRows - row_count_;
    is_truncated_ = batch->num_rows() > left;
    const auto kept = is_truncated_ ? batch->Slice(0, left) : batch;
    if (kept->num_rows() > 0) batches_.emplace_back(kept);
    row_count_ += kept->num_rows();
    if (is_truncated_) return;
  }
}

size_t AnalysisRows::bytes() const {
  int64_t bytes = 0;
  for (const ResultRows& batch : batches_) bytes += arrow::util::TotalBufferSize(*batch.batch());
  return static_cast<size_t>(bytes);
}

template <typename Write>
void AnalysisRows::ForEachRow(Write write) const {
  for (const ResultRows& batch : batches_) {
    for (int64_t row = 0; row < batch.row_count(); ++row) write(batch, row);
  }
}

std::string AnalysisRows::RowsJson() const {
  std::string out = "[";
  ForEachRow([&](const ResultRows& batch, int64_t row) {
    out += out.size() > 1 ? ",[" : "[";
    for (size_t i = 0; i < columns_.size(); ++i) {
      out += (i > 0 ? "," : "") + CellJson(batch, row, static_cast<int>(i), columns_[i].type);
    }
    out += "]";
  });
  return out + "]";
}

std::string AnalysisRows::Csv() const {
  std::string out;
  for (const AnalysisColumn& column : columns_) out += (out.empty() ? "" : ",") + column.name;
  out += "\r\n";
  ForEachRow([&](const ResultRows& batch, int64_t row) {
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) out += ',';
      AppendCsvCell(out, batch, row, static_cast<int>(i), columns_[i].type);
    }
    out += "\r\n";
  });
  return out;
}

std::string AnalysisColumnsJson(const std::vector<AnalysisColumn>& columns) {
  std::vector<std::string> out;
  out.reserve(columns.size());
  for (const AnalysisColumn& column : columns) {
    out.push_back(JsonObject()
                      .Field("name", column.name)
                      .Field("role", kAnalysisRoleNames[static_cast<size_t>(column.role)])
                      .Field("type", kAnalysisTypeNames[static_cast<size_t>(column.type)])
                      .Finish());
  }
  return JsonArray(out);
}

std::string SqlValuesJson(const SqlValues& values) {
  std::vector<std::string> out;
  for (const ParameterValue& value : values.values()) {
    std::string& text = out.emplace_back();
    if (const auto* string = std::get_if<std::string>(&value)) {
      AppendJsonText(text, *string);
    } else if (const auto* integer = std::get_if<int64_t>(&value)) {
      text = std::to_string(*integer);
    } else if (const auto* number = std::get_if<double>(&value)) {
      text = ShortestNumber(*number);
    } else if (const auto* boolean = std::get_if<bool>(&value)) {
      text = *boolean ? "true" : "false";
    } else {
      text = "null";
    }
  }
  return JsonArray(out);
}

}  // namespace millrace
