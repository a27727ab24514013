// DDL that makes the tables of the lake known to other engines, generated from the table of columns, to be run by the
// engine's own command line. Executes nothing and accesses no catalog. Pure functions; thread-safe.
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
  // Athena only: partitions are computed from the query instead of being listed.
  bool projection = false;
};

// The partitions that each table has.
using CatalogPartitions = std::map<TableId, std::vector<Partition>>;

// Statements, each ended by `;` and a line break, for all tables that have partitions: the table, then its partitions.
// DuckDB finds partitions itself; it gets the view `users` too. Throws UserError for an app whose name a projection
// cannot hold.
std::vector<std::string> CatalogStatements(const CatalogOptions& options, const CatalogPartitions& partitions);

}  // namespace millrace
