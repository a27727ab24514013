// A project whose apps have metrics, from raw files to charts, for tests of what a server shows of it.
#pragma once

#include <string>
#include <vector>

#include "core/replace_text.h"
#include "pipeline/job_id.h"
#include "pipeline/testing/project_fixture.h"
#include "project/app_models.h"
#include "project/load_service.h"
#include "project/process.h"
#include "project/project.h"

namespace millrace {

class DashboardProject {
 public:
  // `warehouse`: its address; empty: a DuckDB file.
  explicit DashboardProject(const std::string& warehouse = "") : project_(ConfigOf(test_, warehouse)) {}

  Project& project() { return project_; }
  // The local day of all events, the day before yesterday, which is complete: a run is a data window that ends now.
  int32_t event_day() const { return event_day_; }

  // Page views of a user each, of the app `shop` on the platform Web.
  void LoadEvents(const std::vector<std::string>& ids) {
    std::string line;
    for (const std::string& id : ids) line += (line.empty() ? "" : ",") + TestProject::Event(id, "shop");
    line = TestProject::Line(line);
    for (const int64_t time : {TestProject::kIngestTime, TestProject::kIngestTime - 1'000}) {
      std::string moved;
      ReplaceAll(line, std::to_string(time), std::to_string(event_day_ * kDayMs + time % kDayMs), moved);
      line = moved;
    }
    test_.Write("file-" + std::to_string(++files_) + ".log", line + "\n");
    ProcessRawFiles(project_, {}, false, {});
    LoadLake(project_, {}, {});
    RunModels(project_, {}, {});
  }

 private:
  static constexpr int64_t kDayMs = 86'400'000;

  static Config ConfigOf(const TestProject& test, const std::string& warehouse) {
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

  TestProject test_{/*two_apps=*/false};
  Project project_;
  const int32_t event_day_ = static_cast<int32_t>(WallClockNs() / 1'000'000 / kDayMs - 2);
  int files_ = 0;
};

}  // namespace millrace
