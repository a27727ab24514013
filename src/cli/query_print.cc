#include "cli/query_print.h"

#include <algorithm>

#include <arrow/array.h>
#include <arrow/record_batch.h>

#include "cli/terminal.h"
#include "core/json_object.h"
#include "core/quantity.h"

namespace millrace {
namespace {

Cell::Kind KindOf(ResultColumn::Kind kind) {
  switch (kind) {
    case ResultColumn::Kind::kNumber:
      return Cell::Kind::kNumber;
    case ResultColumn::Kind::kJson:
      return Cell::Kind::kJson;
    case ResultColumn::Kind::kText:
      break;
  }
  return Cell::Kind::kText;
}

// `2025-03-10 12:00:00+00`, as DuckDB writes a time, as ISO 8601: `2025-03-10T12:00:00Z`. Others (infinity) stay.
std::string IsoTime(std::string text) {
  constexpr size_t kDayEnd = sizeof("2025-03-10") - 1;
  if (text.size() <= kDayEnd || text[kDayEnd] != ' ') return text;
  text[kDayEnd] = 'T';
  if (text.ends_with("+00")) text.replace(text.size() - 3, 3, "Z");
  return text;
}

std::vector<std::vector<Cell>> ResultCells(const arrow::RecordBatch& batch, const std::vector<ResultColumn>& columns) {
  std::vector<std::vector<Cell>> rows(static_cast<size_t>(batch.num_rows()), std::vector<Cell>(columns.size()));
  for (size_t column = 0; column < columns.size(); ++column) {
    const auto& texts = static_cast<const arrow::StringArray&>(*batch.column(static_cast<int>(column)));
    const Cell::Kind kind = KindOf(columns[column].kind);
    const bool is_time = columns[column].type.starts_with("TIMESTAMP");
    for (int64_t row = 0; row < batch.num_rows(); ++row) {
      if (texts.IsNull(row)) continue;
      std::string text = texts.GetString(row);
      rows[static_cast<size_t>(row)][column] = {kind, is_time ? IsoTime(std::move(text)) : std::move(text)};
    }
  }
  return rows;
}

std::string ColumnsJson(const std::vector<ResultColumn>& columns) {
  std::vector<std::string> objects;
  objects.reserve(columns.size());
  for (const ResultColumn& column : columns) {
    objects.push_back(JsonObject().Field("name", column.name).Field("type", column.type).Finish());
  }
  return JsonArray(objects);
}

// Prints the parts of a result in order, in the requested format.
class ResultPrinter {
 public:
  ResultPrinter(const QueryForm& form, OutputFile& output) : form_(form), output_(output) {
    style_ = form.style;
    if (form.as_object) style_.format = OutputFormat::kJson;
  }

  void Begin(const std::vector<ResultColumn>& columns) {
    columns_ = columns;
    for (const ResultColumn& column : columns) names_.push_back(column.name);
    if (form_.as_object) output_.Write("{\"columns\":" + ColumnsJson(columns) + ",\"rows\":[");
    if (style_.format == OutputFormat::kCsv) output_.Write(RenderTable(names_, {}, style_));
    style_.header = false;
  }

  void Add(const arrow::RecordBatch& batch) {
    auto rows = ResultCells(batch, columns_);
    if (style_.format == OutputFormat::kTable) {
      Keep(std::move(rows));
    } else {
      output_.Write(form_.as_object ? Elements(rows) : RenderTable(names_, rows, style_));
    }
  }

  void End() {
    if (form_.as_object) output_.Write("]}\n");
    if (style_.format != OutputFormat::kTable || names_.empty()) return;
    output_.Write(RenderTable(names_, kept_, style_));
    if (left_out_ == 0) return;
    const std::string more = "… " + FormatCount(left_out_) + " more; --limit 0 for all";
    output_.Write(Paint(more, Color::kDim, style_.color) + "\n");
  }

 private:
  // A table is printed when all of its rows are known; rows beyond the limit are only counted.
  void Keep(std::vector<std::vector<Cell>> rows) {
    for (auto& row : rows) {
      if (form_.row_limit > 0 && kept_.size() >= form_.row_limit) {
        ++left_out_;
      } else {
        kept_.push_back(std::move(row));
      }
    }
  }

  // Converts rows to elements of a JSON array. Each row ends with a line break, and there are no other line breaks.
  std::string Elements(const std::vector<std::vector<Cell>>& rows) {
    std::string text = RenderTable(names_, rows, style_);
    if (text.empty()) return text;
    text.pop_back();
    std::ranges::replace(text, '\n', ',');
    if (any_element_) text.insert(0, ",");
    any_element_ = true;
    return text;
  }

  const QueryForm& form_;
  OutputFile& output_;
  TableStyle style_;
  std::vector<std::string> names_;
  std::vector<ResultColumn> columns_;
  std::vector<std::vector<Cell>> kept_;
  uint64_t left_out_ = 0;
  bool any_element_ = false;
};

}  // namespace

void PrintQuery(const RunStatement& run, const QueryForm& form, OutputFile& output) {
  ResultPrinter printer(form, output);
  run([&](const std::vector<ResultColumn>& columns) { printer.Begin(columns); },
      [&](const std::shared_ptr<arrow::RecordBatch>& batch) { printer.Add(*batch); });
  printer.End();
}

}  // namespace millrace
