// The rows of an analysis, kept as the engine gave them, and written as JSON or CSV. Constant once made; thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "explore/analysis_sql.h"

#include "warehouse/connection.h"

namespace millrace {

// More rows are cut off: nobody reads them on a screen, and they would fill the memory of the server.
inline constexpr int64_t kMaxAnalysisRows = 20'000;
// Of the rows in memory. Rows of so many bytes have long texts, which somebody sent; they are refused as a whole.
inline constexpr size_t kMaxAnalysisBytes = 8 << 20;

class AnalysisRows {
 public:
  // Runs the statement. Throws what Connection::Query throws, and UserError for rows of more than `most_bytes`.
  AnalysisRows(Connection& connection, const AnalysisStatement& statement, const std::stop_token& stop,
               size_t most_bytes = kMaxAnalysisBytes);

  int64_t row_count() const { return row_count_; }
  bool is_truncated() const { return is_truncated_; }
  size_t bytes() const;  // of memory
  // `[[…],…]`: days as `2026-11-01`.
  std::string RowsJson() const;
  // With a header; texts as core/csv_writer.h writes them.
  std::string Csv() const;

 private:
  template <typename Write>
  void ForEachRow(Write write) const;

  std::vector<AnalysisColumn> columns_;
  std::vector<ResultRows> batches_;
  int64_t row_count_ = 0;
  bool is_truncated_ = false;
};

// `[{"name":"…","role":"…","type":"…"},…]`
std::string AnalysisColumnsJson(const std::vector<AnalysisColumn>& columns);
// The bound values, as the statement numbers them.
std::string SqlValuesJson(const SqlValues& values);

}  // namespace millrace
