#include "warehouse/aligned_rows.h"

#include <exception>
#include <string>
#include <utility>
#include <vector>

#include <arrow/array.h>
#include <arrow/compute/cast.h>
#include <arrow/extension_type.h>
#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>

#include "core/error.h"
#include "warehouse/reader_status.h"

namespace millrace {
namespace {

// How a column is written: its type, and a mark on the field.
std::shared_ptr<arrow::Field> WrittenAs(const std::shared_ptr<arrow::Field>& field,
                                        const std::shared_ptr<arrow::DataType>& target) {
  if (target->id() != arrow::Type::EXTENSION) return arrow::field(field->name(), target);
  const auto& extension = static_cast<const arrow::ExtensionType&>(*target);
  if (extension.extension_name() != "arrow.json") return field;
  return arrow::field(field->name(), arrow::utf8(), true,
                      arrow::key_value_metadata({"ARROW:extension:name", "ARROW:extension:metadata"},
                                                {"arrow.json", extension.Serialize()}));
}

class AligningReader : public arrow::RecordBatchReader {
 public:
  AligningReader(arrow::RecordBatchReader& rows, const arrow::Schema& target) : rows_(rows) {
    arrow::FieldVector fields;
    for (const auto& field : rows.schema()->fields()) {
      const auto wanted = target.GetFieldByName(field->name());
      fields.push_back(wanted == nullptr ? field : WrittenAs(field, wanted->type()));
    }
    schema_ = arrow::schema(std::move(fields));
  }

  std::shared_ptr<arrow::Schema> schema() const override { return schema_; }

  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override {
    std::shared_ptr<arrow::RecordBatch> read;
    ARROW_RETURN_NOT_OK(rows_.ReadNext(&read));
    *batch = nullptr;
    if (read == nullptr) return arrow::Status::OK();
    arrow::ArrayVector columns = read->columns();
    for (size_t i = 0; i < columns.size(); ++i) {
      const auto& field = *schema_->field(static_cast<int>(i));
      if (columns[i]->type()->Equals(field.type())) continue;
      auto cast = arrow::compute::Cast(*columns[i], field.type());
      if (!cast.ok()) {
        return StatusOf(std::make_exception_ptr(
            UserError("column " + field.name() + " cannot be written: " + cast.status().message())));
      }
      columns[i] = std::move(cast).ValueUnsafe();
    }
    *batch = arrow::RecordBatch::Make(schema_, read->num_rows(), std::move(columns));
    return arrow::Status::OK();
  }

 private:
  arrow::RecordBatchReader& rows_;
  std::shared_ptr<arrow::Schema> schema_;
};

}  // namespace

std::shared_ptr<arrow::RecordBatchReader> AlignRows(arrow::RecordBatchReader& rows, const arrow::Schema& target) {
  return std::make_shared<AligningReader>(rows, target);
}

}  // namespace millrace
