#include "schema/arrow_schema.h"

#include <array>

#include <arrow/type.h>

#include "core/error.h"

namespace millrace {
namespace {

std::shared_ptr<arrow::DataType> MakeType(ColumnType type) {
  switch (type) {
    case ColumnType::kText:
      return arrow::utf8();
    case ColumnType::kInt64:
      return arrow::int64();
    case ColumnType::kInt32:
      return arrow::int32();
    case ColumnType::kDouble:
      return arrow::float64();
    case ColumnType::kBool:
      return arrow::boolean();
    case ColumnType::kTimestamp:
      return arrow::timestamp(arrow::TimeUnit::MICRO, "UTC");
    case ColumnType::kDate:
      return arrow::date32();
    case ColumnType::kTextMap:
      return arrow::map(arrow::utf8(), arrow::utf8());
    case ColumnType::kTypedMap:
      return arrow::map(arrow::utf8(),
                        arrow::struct_({arrow::field("value", arrow::utf8()), arrow::field("type", arrow::utf8())}));
    case ColumnType::kPropertyMap:
      return arrow::map(arrow::utf8(),
                        arrow::struct_({arrow::field("value", arrow::utf8()), arrow::field("type", arrow::utf8()),
                                        arrow::field("set_time_msec", arrow::int64())}));
  }
  throw InternalError("unknown column type");
}

std::shared_ptr<arrow::Schema> MakeSchema(const Table& table) {
  arrow::FieldVector fields;
  for (const Column& column : table.columns) {
    // The lake does not enforce what the warehouse requires; only created_time is there by construction.
    const bool nullable = column.name != "created_time";
    fields.push_back(arrow::field(std::string(column.name), ArrowType(column.type), nullable));
  }
  return arrow::schema(std::move(fields));
}

}  // namespace

const std::shared_ptr<arrow::DataType>& ArrowType(ColumnType type) {
  static const auto* types = [] {
    auto* all = new std::array<std::shared_ptr<arrow::DataType>, static_cast<size_t>(ColumnType::kPropertyMap) + 1>;
    for (size_t i = 0; i < all->size(); ++i) (*all)[i] = MakeType(static_cast<ColumnType>(i));
    return all;
  }();
  return (*types)[static_cast<size_t>(type)];
}

const std::shared_ptr<arrow::Schema>& ArrowSchema(TableId table) {
  static const auto* schemas = [] {
    auto* all = new std::array<std::shared_ptr<arrow::Schema>, kTableCount>;
    for (const Table& each : AllTables()) (*all)[static_cast<size_t>(each.id)] = MakeSchema(each);
    return all;
  }();
  return (*schemas)[static_cast<size_t>(table)];
}

}  // namespace millrace
