// SQL over the warehouse of a project, in the engine's own dialect: one schema per app. Only reads.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "project/project.h"
#include "warehouse/text_query.h"
#include "warehouse/warehouse.h"

namespace millrace {

// Not thread-safe: one query at a time.
class WarehouseQuery {
 public:
  // `on_wait` gets a line when another process holds the warehouse and does not share it yet. Throws UserError where
  // the project has no warehouse, or nothing was loaded into its DuckDB file yet, and what OpenWarehouse throws.
  WarehouseQuery(Project& project, const std::function<void(const std::string& line)>& on_wait,
                 const std::stop_token& stop = {});

  // Runs one statement; see RunReadOnlyQuery for what is called when, and what is thrown.
  void Run(const std::string& sql, const OnColumns& begin, const OnBatch& rows, const std::stop_token& stop = {});
  // Runs one query and writes its rows as a Parquet file; a failure may leave a part of it. Throws like Run.
  void WriteParquet(const std::string& sql, const std::string& path, const std::stop_token& stop = {});

 private:
  const std::shared_ptr<Warehouse> warehouse_;
  const std::unique_ptr<Connection> connection_;
};

}  // namespace millrace
