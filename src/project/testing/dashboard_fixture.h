// A project whose apps have metrics, from raw files to charts, for tests of what a server shows of it.
#pragma once

#include <string>
#include <vector>

#include "core/replace_text.h"
#include "pipeline/job_id.h"
#include "project/testing/loaded_project_fixture.h"

namespace millrace {

class DashboardProject {
 public:
  // `warehouse`: its address; empty: a DuckDB file.
  explicit DashboardProject(const std::string& warehouse = "") : loaded_(warehouse) {}

  Project& project() { return loaded_.project(); }
  // The local day of all events, the day before yesterday, which is complete: a run is a data window that ends now.
  int32_t event_day() const { return event_day_; }

  // Page views of a user each, of the app `shop` on the platform Web.
  void LoadEvents(const std::vector<std::string>& ids) {
    LoadEventsOnly(ids);
    RunModels(project(), {}, {});
  }

  // The same without a run of the models after it.
  void LoadEventsOnly(const std::vector<std::string>& ids) {
    std::string line;
    for (const std::string& id : ids) line += (line.empty() ? "" : ",") + TestProject::Event(id, "shop");
    line = TestProject::Line(line);
    for (const int64_t time : {TestProject::kIngestTime, TestProject::kIngestTime - 1'000}) {
      std::string moved;
      ReplaceAll(line, std::to_string(time), std::to_string(event_day_ * kDayMs + time % kDayMs), moved);
      line = moved;
    }
    loaded_.test().Write("file-" + std::to_string(++files_) + ".log", line + "\n");
    loaded_.Load();
  }

 private:
  static constexpr int64_t kDayMs = 86'400'000;

  LoadedProject loaded_;
  const int32_t event_day_ = static_cast<int32_t>(WallClockNs() / 1'000'000 / kDayMs - 2);
  int files_ = 0;
};

}  // namespace millrace
