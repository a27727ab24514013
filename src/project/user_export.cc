#include "project/user_export.h"

#include <utility>

#include <arrow/array/array_base.h>
#include <arrow/type.h>

#include "core/csv_writer.h"
#include "core/error.h"
#include "core/quantity.h"

namespace millrace {
namespace {

constexpr size_t kExportPieceBytes = 64 << 10;

}  // namespace

UserExport::UserExport(std::unique_ptr<QueryPool::Held> held, const SegmentStatement& users, size_t most_bytes,
                       std::shared_ptr<const void> place)
    : place_(std::move(place)), held_(std::move(held)), most_bytes_(most_bytes) {
  held_->Run([&](Connection& connection, const std::stop_token& stop) {
    reader_ = connection.Query(users.sql.text(), users.values.Bound(), stop);
  });
}

bool UserExport::Append(std::string& csv) {
  const size_t begin = csv.size();
  if (!std::exchange(has_header_, true)) {
    for (const auto& field : reader_->schema()->fields()) csv += (csv.size() == begin ? "" : ",") + field->name();
    csv += "\r\n";
  }
  while (csv.size() - begin < kExportPieceBytes) {
    if (!rows_ || row_ == rows_->row_count()) {
      held_->Run([this](Connection&, const std::stop_token&) { batch_ = NextBatch(*reader_); });
      if (batch_ == nullptr) break;
      rows_.emplace(batch_);
      row_ = 0;
      continue;
    }
    AppendUser(csv);
    ++row_;
  }
  bytes_ += csv.size() - begin;
  if (bytes_ > most_bytes_) {
    throw UserError("the users of the segment have more than " + FormatSize(most_bytes_) +
                    "; read them in the warehouse, from segment_user and user_v2");
  }
  return batch_ != nullptr;
}

void UserExport::AppendUser(std::string& csv) const {
  for (int column = 0; column < rows_->column_count(); ++column) {
    if (column > 0) csv += ',';
    if (rows_->IsNull(row_, column)) continue;
    const std::string text = rows_->Text(row_, column);
    if (batch_->column(column)->type_id() == arrow::Type::STRING) {
      AppendCsvText(csv, text);
    } else {
      csv += text;
    }
  }
  csv += "\r\n";
}

}  // namespace millrace
