// The models as a project for dbt, which computes them from the loaded tables, all days at once (docs/how-to/dbt.md):
// whoever has dbt needs no second tool. The texts are those of sql/; what a model run keeps from run to run is empty at
// the begin, as for a full rebuild. Pure; thread-safe.
#pragma once

#include <string>
#include <vector>

#include "warehouse/schema_objects.h"

namespace millrace {

struct DbtFile {
  std::string path;  // below the directory of the project, with `/`
  std::string text;
};

struct LeftOutModel {
  std::string model;
  std::string reads;  // the relation that dbt does not have: what loads, scans or expiries keep
};

struct DbtProject {
  std::vector<DbtFile> files;
  size_t model_count = 0;              // tables and views for readers
  std::vector<LeftOutModel> left_out;  // of the models of the project's own
};

// `apps` are those that the project can be built for, the first one by default; `duckdb_file` is the warehouse's, for
// the dialect of DuckDB.
DbtProject DbtProjectOf(const SqlModels& models, const std::vector<AppSettings>& apps, const std::string& duckdb_file);

}  // namespace millrace
