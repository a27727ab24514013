// Statements that make the lake's tables known to other engines, from the one table of columns: text that the engine's
// own command line runs. Nothing is executed here, no catalog is asked.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "schema/batch_sink.h"
#include "schema/table.h"

namespace millrace {

enum class CatalogEngine : uint8_t { kAthena, kTrino, kHive, kSpark, kDuckDb };

struct CatalogOptions {
  CatalogEngine engine = CatalogEngine::kDuckDb;
  std::string database;  // schema of the tables; DuckDB has none
  std::string location;  // the project's folder in the lake as the engine opens it, without a slash at its end
  // Athena only: partitions are computed from the query in place of being listed.
  bool projection = false;
};

// The partitions that each table has.
using CatalogPartitions = std::map<TableId, std::vector<Partition>>;

// Statements, each ended by `;` and a line break, for all tables that have partitions: the table, then its partitions.
// DuckDB finds partitions itself; it gets the view `users` too. Throws UserError for an app whose name a projection
// cannot hold.
std::vector<std::string> CatalogStatements(const CatalogOptions& options, const CatalogPartitions& partitions);

}  // namespace millrace
