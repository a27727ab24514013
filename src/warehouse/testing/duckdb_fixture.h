// What tests over a DuckDB database share: one in memory, statements executed, and the rows of a query as text.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <arrow/array.h>
#include <arrow/record_batch.h>

#include "core/json_text.h"
#include "warehouse/text_query.h"
#include "warehouse/warehouse.h"

namespace millrace {

inline std::unique_ptr<Connection> DuckDbInMemory() {
  WarehouseOptions options;
  options.uri = "duckdb:";
  return OpenWarehouse(options)->Connect();
}

inline void ExecuteAll(Connection& connection, const std::vector<std::string>& statements) {
  for (const std::string& statement : statements) connection.Execute(statement);
}

// One JSON object a line.
inline std::string RowsOf(Connection& connection, const std::string& sql) {
  std::string out;
  std::vector<ResultColumn> columns;
  RunTextQuery(
      connection, sql, ResultDelivery::kStreamed, [&](const std::vector<ResultColumn>& begun) { columns = begun; },
      [&](const std::shared_ptr<arrow::RecordBatch>& batch) {
        for (int64_t row = 0; row < batch->num_rows(); ++row) {
          for (size_t i = 0; i < columns.size(); ++i) {
            out += i == 0 ? "{" : ", ";
            AppendJsonString(out, columns[i].name);
            out += ": ";
            const auto& texts = static_cast<const arrow::StringArray&>(*batch->column(static_cast<int>(i)));
            const std::string_view text = texts.IsNull(row) ? "null" : texts.GetView(row);
            // JSON knows no NaN and no infinity: they are texts.
            const bool quoted =
                !texts.IsNull(row) &&
                (columns[i].kind == ResultColumn::Kind::kText ||
                 (columns[i].kind == ResultColumn::Kind::kNumber && text.find_first_of("nN") != std::string::npos));
            if (quoted) {
              AppendJsonString(out, text);
            } else {
              out += text;
            }
          }
          out += "}\n";
        }
      });
  return out;
}

}  // namespace millrace
