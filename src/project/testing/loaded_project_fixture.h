// A project of one app, `shop`, with a warehouse: a test adds raw files and takes them to the lake, the warehouse and
// the metrics.
#pragma once

#include <string>

#include "pipeline/testing/project_fixture.h"
#include "project/app_models.h"
#include "project/load_service.h"
#include "project/process.h"
#include "project/project.h"

namespace millrace {

// The configuration of a project with the directories of `test`. `warehouse`: its address; empty: a DuckDB file there.
inline Config ConfigOfTestProject(const TestProject& test, const std::string& warehouse = "") {
  Config config;
  config.project = test.options.project;
  config.raw = test.options.raw;
  config.lake = test.options.lake;
  config.state = test.options.state;
  config.apps.emplace_back().id = "shop";
  config.processing.threads = 1;
  config.processing.settle_ms = 0;
  config.processing.enrichments.clear();
  config.warehouse.uri = warehouse.empty() ? test.root() + "/warehouse.duckdb" : warehouse;
  return config;
}

class LoadedProject {
 public:
  explicit LoadedProject(const std::string& warehouse = "") : project_(ConfigOfTestProject(test_, warehouse)) {}

  TestProject& test() { return test_; }
  Project& project() { return project_; }

  // Takes new raw files to the warehouse.
  void Load() {
    ProcessRawFiles(project_, {}, false, {});
    LoadLake(project_, {}, {});
  }
  // And from there to the metrics.
  void LoadAndModel() {
    Load();
    RunModels(project_, {}, {});
  }

 private:
  TestProject test_{/*two_apps=*/false};
  Project project_;
};

}  // namespace millrace
