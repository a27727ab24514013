// millrace demo: generates a day of traffic, processes it, and runs some queries.
#include <filesystem>
#include <fstream>
#include <memory>

#include <unistd.h>

#include "cli/command.h"
#include "cli/job_run.h"
#include "cli/query_print.h"
#include "core/error.h"
#include "core/quantity.h"
#include "generate/generator.h"
#include "project/lake_query.h"
#include "project/process.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

constexpr const char* kKeptByDemo = "the directory of the demo is kept";
constexpr uint64_t kDemoBytes = 50'000'000;

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

int RunDemo(const CommandLine& line, const std::string& given) {
  const fs::path folder = DemoFolder(given);
  GeneratorOptions traffic;
  traffic.output = (folder / "raw").string();
  traffic.bytes = kDemoBytes;
  fs::create_directories(traffic.output);
  const fs::path file = folder / "millrace.yml";
  std::ofstream(file) << "project: demo\napps: [" << CLI::detail::join(traffic.apps, ", ") << "]\n";
  Config config = LoadConfig({file.string(), {}, {}});
  config.processing.settle_ms = 0;  // all files are written

  Say(line, "A day of generated traffic of three shops, in " + traffic.output);
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
    PrintToStdout("\n");
    Say(line, question.title);
    OutputFile output("");
    const auto run = [&](const OnColumns& begin, const OnBatch& rows) { lake.Run(question.sql, begin, rows); };
    PrintQuery(run, {.style = StyleForStdout(line, "table")}, output);
  }
  PrintToStdout("\nMore queries:\n  millrace query --config " + file.string() + " \"DESCRIBE event_v2\"\nDelete " +
                folder.string() + " when you no longer need it.\n");
  return kExitDone;
}

}  // namespace

void RegisterDemo(CommandLine& line) {
  auto folder = std::make_shared<std::string>();
  CLI::App& command =
      AddCommand(line.root, "demo", "Generate a day of traffic, process it, and show the results of some queries",
                 {"millrace demo # in a temporary directory", "millrace demo shop-demo # in a directory to keep"});
  AddArgument(command, "DIRECTORY", *folder,
              "The directory; it must be empty or missing. Default: a temporary directory");
  command.callback([&line, folder] { line.run = [&line, folder] { return RunDemo(line, *folder); }; });
}

}  // namespace millrace
