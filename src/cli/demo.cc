// millrace demo: generates two weeks of traffic, runs the whole cycle, shows daily metrics, and serves the console.
#include <filesystem>
#include <fstream>
#include <memory>

#include <unistd.h>

#include "cli/command.h"
#include "cli/interrupts.h"
#include "cli/job_run.h"
#include "cli/load_print.h"
#include "cli/metadata_print.h"
#include "cli/model_print.h"
#include "cli/model_progress.h"
#include "cli/query_print.h"
#include "cli/serve.h"
#include "core/error.h"
#include "core/quantity.h"
#include "generate/generator.h"
#include "project/app_metadata.h"
#include "project/lake_query.h"
#include "project/load_service.h"
#include "project/process.h"
#include "project/warehouse_query.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

constexpr const char* kKeptByDemo = "the directory of the demo is kept";
constexpr uint64_t kDemoBytes = 50'000'000;
constexpr int kDemoDays = 14;
constexpr const char* kDemoListen = "127.0.0.1:0";  // another console may have the usual port

// Of the busiest shop; DuckDB's dialect, which the warehouse of the demo has.
constexpr const char* kDailyMetrics =
    "SELECT a.event_date AS day, a.dau AS users, n.new_users, a.wau AS users_7_days, k.sessions, k.engaged_percent, "
    "e.events "
    "FROM shop.clickstream_retention_active_users AS a "
    "INNER JOIN (SELECT event_date, CAST(sum(session_count) AS BIGINT) AS sessions, "
    "CAST(round(100.0 * sum(engaged_session_count) / sum(session_count)) AS BIGINT) AS engaged_percent "
    "FROM shop.clickstream_engagement_kpi GROUP BY event_date) AS k USING (event_date) "
    "INNER JOIN (SELECT event_date, CAST(sum(event_count) AS BIGINT) AS events "
    "FROM shop.clickstream_engagement_day_event_view GROUP BY event_date) AS e USING (event_date) "
    "LEFT JOIN (SELECT event_date, CAST(sum(user_count) AS BIGINT) AS new_users "
    "FROM shop.clickstream_retention_user_new_return WHERE user_type = 'NEW' GROUP BY event_date) AS n "
    "USING (event_date) "
    "WHERE a.all_platforms AND a.event_date >= DATE '2025-03-10' ORDER BY day";

struct Question {
  std::string title;
  std::string sql;
};
const std::vector<Question>& Questions() {
  static const std::vector<Question> questions = {
      {"What happened most?",
       "SELECT event_name, count(*) AS events, count(DISTINCT user_pseudo_id) AS users FROM event_v2 "
       "GROUP BY ALL ORDER BY events DESC, event_name LIMIT 8"},
      {"Where do the sessions come from?",
       "SELECT coalesce(session_channel_group, '(none)') AS channel, count(*) AS sessions FROM session "
       "GROUP BY ALL ORDER BY sessions DESC, channel LIMIT 8"},
      {"Which countries and devices?",
       "SELECT geo_country AS country, device_ua_device_category AS device, count(DISTINCT user_pseudo_id) AS users "
       "FROM event_v2 WHERE geo_country IS NOT NULL GROUP BY ALL ORDER BY users DESC, country, device LIMIT 8"},
      {"What was sold?",
       "SELECT category, count(*) AS items, round(sum(price * coalesce(quantity, 1)))::BIGINT AS worth FROM item_v2 "
       "GROUP BY ALL ORDER BY items DESC, category LIMIT 8"},
      {"What was rejected, and why?", "SELECT reason, count(*) AS rows FROM rejects GROUP BY ALL ORDER BY rows DESC"}};
  return questions;
}

void Say(const CommandLine& line, const std::string& text) {
  PrintToStdout(Paint(text, Color::kBold, line.Color(stdout)) + "\n");
}

// A new directory, so that a second demo does not use that of the first.
fs::path DemoFolder(const std::string& given) {
  if (!given.empty()) {
    std::error_code error;
    if (fs::exists(given, error) && !fs::is_empty(given, error)) {
      throw UserError("the directory is not empty, nothing was changed: " + given);
    }
    return given;
  }
  std::string name = (fs::temp_directory_path() / "millrace-demo-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw SystemError("cannot create a directory for the demo: " + name);
  return name;
}

void PrintRows(const CommandLine& line, const std::string& title, const RunStatement& run) {
  PrintToStdout("\n");
  Say(line, title);
  OutputFile output("");
  PrintQuery(run, {.style = StyleForStdout(line, "table")}, output);
}

// The lake into a warehouse beside it, the metrics of all days, and the names of events and parameters that Explore
// suggests.
void BuildWarehouse(const CommandLine& line, Project& project) {
  const Interrupts interrupts({.kept = kKeptByDemo});
  PrintToStdout("\n");
  Say(line, "millrace load");
  PrintToStdout(RenderLoad(LoadLake(project, {}, {.stop = interrupts.stop()}), line.Color(stdout)));
  PrintToStdout("\n");
  Say(line, "millrace model");
  std::vector<AppModels> apps;
  {
    ModelProgress progress(line);
    apps = RunModels(project, {}, progress.Watch({}, interrupts.stop()));
  }
  PrintToStdout(RenderModelRuns(apps, false, StyleForStdout(line, "table")) + "\n");
  Say(line, "millrace metadata --scan");
  MetadataWatch watch;
  watch.models.stop = interrupts.stop();
  PrintToStdout(RenderMetadataApps(ScanApps(project, {}, watch), true, StyleForStdout(line, "table")));
}

int RunDemo(const CommandLine& line, const std::string& given) {
  const fs::path folder = DemoFolder(given);
  GeneratorOptions traffic;
  traffic.output = (folder / "raw").string();
  traffic.bytes = kDemoBytes;
  traffic.hours = 24 * kDemoDays;
  fs::create_directories(traffic.output);
  const fs::path file = folder / "millrace.yml";
  std::ofstream(file) << "project: demo\napps: [" << CLI::detail::join(traffic.apps, ", ") << "]\n";
  Config config = LoadConfig({file.string(), {}, {}});
  config.processing.settle_ms = 0;  // all files are written

  Say(line, "Two weeks of generated traffic of three shops, in " + traffic.output);
  traffic.threads = config.processing.threads;
  const GeneratorSummary generated = Generate(LocalFileSystem(), traffic);
  PrintToStdout("  " + FormatCount(generated.files) + " files, " + FormatSize(generated.bytes_raw) + ", " +
                FormatCount(generated.requests) + " requests, " + FormatCount(generated.events) + " events\n\n");

  Say(line, "millrace process");
  Project project(config);
  const RunReport report = RunWithProgress(line, {"processing", kKeptByDemo}, [&](const JobControl& control) {
    return ProcessRawFiles(project, {}, false, control);
  });
  PrintReport(line, report, false);

  LakeQuery lake(project);
  for (const Question& question : Questions()) {
    PrintRows(line, question.title,
              [&](const OnColumns& begin, const OnBatch& rows) { lake.Run(question.sql, begin, rows); });
  }

  BuildWarehouse(line, project);
  PrintRows(line, "Daily metrics of the busiest shop", [&](const OnColumns& begin, const OnBatch& rows) {
    WarehouseQuery(project, {}).Run(kDailyMetrics, begin, rows);
  });
  PrintToStdout("\nMore queries:\n  millrace query --config " + file.string() +
                " \"DESCRIBE event_v2\"\n  millrace query --config " + file.string() +
                " --warehouse \"DESCRIBE shop.clickstream_engagement_kpi\"\nDashboards:\n  millrace serve --config " +
                file.string() + "\nDelete " + folder.string() + " when you no longer need it.\n");
  if (::isatty(STDOUT_FILENO) == 1) {
    PrintToStdout("\n");
    ServeConsole(project, kDemoListen);
  }
  return kExitDone;
}

}  // namespace

void RegisterDemo(CommandLine& line) {
  auto folder = std::make_shared<std::string>();
  CLI::App& command =
      AddCommand(line.root, "demo", "Generate two weeks of traffic, run the whole cycle, and show the result",
                 {"millrace demo # in a temporary directory", "millrace demo shop-demo # in a directory to keep"});
  AddArgument(command, "DIRECTORY", *folder,
              "The directory; it must be empty or missing. Default: a temporary directory");
  command.callback([&line, folder] { line.run = [&line, folder] { return RunDemo(line, *folder); }; });
}

}  // namespace millrace
