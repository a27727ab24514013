#include "pipeline/replay_sink.h"

#include <memory>
#include <utility>

#include <arrow/api.h>

#include "schema/arrow_status.h"
#include "schema/text_cell.h"

namespace millrace {
namespace {

constexpr int kRejectLineColumn = static_cast<int>(RejectColumn::line);
constexpr int kBundleIndexColumn = static_cast<int>(RejectColumn::bundle_index);
constexpr int kOriginalColumn = static_cast<int>(RejectColumn::original);

}  // namespace

uint64_t ReplaySink::AddUnit(int64_t original_line, bool is_event, std::string_view of_broken_line) {
  const std::lock_guard lock(mutex_);
  units_.push_back(
      {.original_line = original_line, .is_event = is_event, .of_broken_line = std::string(of_broken_line)});
  return units_.size();
}

void ReplaySink::Write(TableId table, const Partition& partition, const std::shared_ptr<arrow::RecordBatch>& batch) {
  if (table != TableId::kReject) {
    lake_.Write(table, partition, batch);
    return;
  }
  const std::lock_guard lock(mutex_);
  const auto& lines = static_cast<const arrow::Int64Array&>(*batch->column(kRejectLineColumn));
  const arrow::Array& bundle_index = *batch->column(kBundleIndexColumn);
  std::vector<std::shared_ptr<arrow::RecordBatch>> kept;
  arrow::Int64Builder original_lines;
  for (int64_t row = 0; row < batch->num_rows(); ++row) {
    ReplayUnit& unit = units_.at(static_cast<size_t>(lines.Value(row)) - 1);
    const auto is_part = [&] {
      return !unit.of_broken_line.empty() && TextAt(*batch->column(kOriginalColumn), row) != unit.of_broken_line;
    };
    if (unit.is_event || (bundle_index.IsNull(row) && !is_part())) {
      unit.rejected_again = true;
      continue;
    }
    kept.push_back(batch->Slice(row, 1));
    Must(original_lines.Append(unit.original_line));
  }
  if (kept.empty()) return;
  rejects_kept_ += kept.size();
  const auto rows = Must(arrow::ConcatenateRecordBatches(kept));
  lake_.Write(table, partition,
              Must(rows->SetColumn(kRejectLineColumn, batch->schema()->field(kRejectLineColumn),
                                   Must(original_lines.Finish()))));
}

}  // namespace millrace
