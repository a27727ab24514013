// A batch of rows of one lake table and partition, built column by column (kernel/columns.h).
//
// Usage: set the columns of the current row in any order, then EndRow. Not thread-safe.
//
// Its size is known at any time: appended bytes are counted at once and the fixed cost of rows is estimated; the exact
// size is computed every 512 rows and when the batch is taken.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "kernel/columns.h"
#include "schema/table.h"

namespace arrow {
class RecordBatch;
}

namespace millrace {

class TableBatch {
 public:
  explicit TableBatch(TableId table);
  ~TableBatch();
  TableBatch(const TableBatch&) = delete;  // columns point to its counter
  TableBatch& operator=(const TableBatch&) = delete;

  // Columns are identified by number. The setters take the enums of schema/table.h and convert them.
  template <typename Column>
  void SetText(Column column, std::string_view text) {
    const size_t place = place_[static_cast<size_t>(column)];
    if (plain_[static_cast<size_t>(column)]) {
      plain_texts_[place].Append(rows_, text);
    } else {
      texts_[place].Append(rows_, text);
    }
  }
  // Interns a text that many rows share, to be appended by its id. Only for columns with a dictionary; the id is valid
  // until Take.
  template <typename Column>
  int32_t InternText(Column column, std::string_view text) {
    return texts_[place_[static_cast<size_t>(column)]].Intern(text);
  }
  template <typename Column>
  void SetTextId(Column column, int32_t id) {
    texts_[place_[static_cast<size_t>(column)]].AppendId(rows_, id);
  }
  // Does nothing for a null text.
  template <typename Column>
  void SetNullableText(Column column, std::string_view text) {
    if (text.data() != nullptr) SetText(column, text);
  }
  template <typename Column>
  void SetInt(Column column, int64_t value) {
    const size_t place = place_[static_cast<size_t>(column)];
    switch (kinds_[static_cast<size_t>(column)]) {
      case ColumnType::kBool:
        bools_[place].Append(rows_, value != 0);
        break;
      case ColumnType::kInt32:
      case ColumnType::kDate:
        ints_[place].Append(rows_, static_cast<int32_t>(value));
        break;
      default:
        longs_[place].Append(rows_, value);
    }
  }
  template <typename Column>
  void SetDouble(Column column, double value) {
    doubles_[place_[static_cast<size_t>(column)]].Append(rows_, value);
  }
  // Opens the map of the current row.
  template <typename Column>
  MapColumn& OpenMap(Column column) {
    MapColumn& map = Map(column);
    map.Open(rows_);
    return map;
  }
  template <typename Column>
  MapColumn& Map(Column column) {
    return maps_[place_[static_cast<size_t>(column)]];
  }
  ColumnType KindOf(size_t column) const { return kinds_[column]; }

  void EndRow() {
    if (++rows_ % kRowsBetweenCounts == 0) Count();
  }

  uint32_t rows() const { return rows_; }
  // The memory of the rows so far.
  size_t data_bytes() const { return counted_data_ + appended_ + size_t{rows_ - counted_rows_} * bytes_of_row_; }
  // The same, plus reserved memory and that of a batch without rows.
  size_t held_bytes() const { return fixed_bytes_ + std::max(counted_held_, data_bytes()); }
  // Returns the rows so far as a batch, in which repeating texts are dictionary<int32, utf8>, and resets this object.
  std::shared_ptr<arrow::RecordBatch> Take();

 private:
  static constexpr uint32_t kRowsBetweenCounts = 512;

  void Count();
  template <typename Visit>
  void ForEachKind(Visit visit) const;  // visits the columns of each kind

  TableId table_;
  uint32_t rows_ = 0;
  size_t appended_ = 0;  // bytes, since the last count
  uint32_t counted_rows_ = 0;
  size_t counted_data_ = 0;
  size_t counted_held_ = 0;
  size_t bytes_of_row_ = 0;
  size_t fixed_bytes_ = 0;
  static constexpr size_t kMaxColumns = kEventColumnCount;
  std::array<uint8_t, kMaxColumns> place_{};  // position of a column among the columns of its kind
  std::array<bool, kMaxColumns> plain_{};
  std::array<ColumnType, kMaxColumns> kinds_{};
  std::vector<DictionaryColumn> texts_;
  std::vector<PlainTextColumn> plain_texts_;
  std::vector<FixedColumn<int64_t>> longs_;
  std::vector<FixedColumn<int32_t>> ints_;
  std::vector<FixedColumn<double>> doubles_;
  std::vector<BoolColumn> bools_;
  std::vector<MapColumn> maps_;
};

}  // namespace millrace
