// Statements that people write, with results as text in the engine's notation: what `query` and the console show. Works
// on every engine; a connection is used by one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "warehouse/connection.h"

namespace millrace {

struct ResultColumn {
  // What the text of a value is.
  enum class Kind : uint8_t { kText, kNumber, kJson };

  std::string name;
  std::string type;  // as the engine writes it: VARCHAR, MAP(VARCHAR, VARCHAR); text, jsonb
  Kind kind = Kind::kText;
};

// Whether rows are handed out as they are computed, or when the whole result is there (DuckDB only). A result that is
// not complete can still fail, after rows of it were handed out.
enum class ResultDelivery : uint8_t { kStreamed, kComplete };

using OnColumns = std::function<void(const std::vector<ResultColumn>&)>;
using OnBatch = std::function<void(const std::shared_ptr<arrow::RecordBatch>&)>;

// Runs one statement; `begin` gets its columns, `rows` batches of text columns, nested values as JSON. Throws what
// Connection::Query throws.
void RunTextQuery(Connection& connection, std::string_view sql, ResultDelivery delivery, const OnColumns& begin,
                  const OnBatch& rows, const std::stop_token& stop = {});

// Runs one query, or a statement that describes (EXPLAIN, DESCRIBE, SHOW), that cannot change the warehouse: rows are
// handed out as they are computed. Throws UserError for other statements, and for a query that would write.
void RunReadOnlyQuery(Connection& connection, std::string_view sql, const OnColumns& begin, const OnBatch& rows,
                      const std::stop_token& stop = {});

// Runs one query and writes its rows, in the engine's own types, as a Parquet file. A failure may leave a part of it.
void WriteParquet(Connection& connection, std::string_view sql, const std::string& path,
                  const std::stop_token& stop = {});
// The same of a query that cannot change the warehouse.
void WriteReadOnlyParquet(Connection& connection, std::string_view sql, const std::string& path,
                          const std::stop_token& stop = {});

}  // namespace millrace
