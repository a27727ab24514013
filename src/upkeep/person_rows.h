// Finds the rows of a batch that belong to a person.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "upkeep/row_filter.h"

#include "raw/payload.h"
#include "raw/raw_row.h"
#include "schema/table.h"

namespace millrace {

// Drops a person's rows.
class PersonRows : public RowFilter {
 public:
  PersonRows(TableId table, const std::vector<std::string>& ids);

  const std::vector<size_t>& columns() const override { return columns_; }
  bool Drops(const arrow::RecordBatch& batch, int64_t row) override;

 private:
  bool Holds(std::string_view text) const;
  bool HoldsInRequest(std::string_view line);

  const TableId table_;
  std::vector<std::string> ids_;
  std::vector<std::string> words_;  // the ids, also as JSON writes them
  std::vector<size_t> columns_;
  RowParser rows_;
  PayloadDecoder payloads_;
  std::string buffer_;
};

}  // namespace millrace
