#include "cli/query_print.h"

#include <arrow/array.h>
#include <arrow/record_batch.h>

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

std::vector<std::vector<Cell>> CellsOf(const arrow::RecordBatch& batch, const std::vector<Cell::Kind>& kinds) {
  std::vector<std::vector<Cell>> rows(static_cast<size_t>(batch.num_rows()), std::vector<Cell>(kinds.size()));
  for (size_t column = 0; column < kinds.size(); ++column) {
    const auto& texts = static_cast<const arrow::StringArray&>(*batch.column(static_cast<int>(column)));
    for (int64_t row = 0; row < batch.num_rows(); ++row) {
      if (!texts.IsNull(row)) rows[static_cast<size_t>(row)][column] = {kinds[column], texts.GetString(row)};
    }
  }
  return rows;
}

}  // namespace

void PrintQuery(LakeQuery& lake, const std::string& sql, const TableStyle& style) {
  std::vector<std::string> names;
  std::vector<Cell::Kind> kinds;
  std::vector<std::vector<Cell>> all;
  TableStyle part = style;
  lake.Run(
      sql, ResultForm::kText,
      [&](const std::vector<ResultColumn>& columns) {
        for (const ResultColumn& column : columns) {
          names.push_back(column.name);
          kinds.push_back(KindOf(column.kind));
        }
        if (style.format == OutputFormat::kCsv) PrintToStdout(RenderTable(names, {}, style));
        part.header = false;
      },
      [&](const std::shared_ptr<arrow::RecordBatch>& batch) {
        auto rows = CellsOf(*batch, kinds);
        if (style.format != OutputFormat::kTable) {
          PrintToStdout(RenderTable(names, rows, part));
        } else {
          all.insert(all.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
        }
      });
  if (style.format == OutputFormat::kTable && !names.empty()) PrintToStdout(RenderTable(names, all, style));
}

}  // namespace millrace
