// millrace export: what is defined here, as a project of another tool.
#include <filesystem>
#include <fstream>
#include <memory>

#include "cli/command.h"
#include "core/error.h"
#include "core/json_object.h"
#include "core/log.h"
#include "core/quantity.h"
#include "project/app_models.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

struct ExportFlags {
  ConfigFlags config;
  std::string format;
  std::string output;
  std::string dialect;
  bool json = false;
};

void WriteFileIn(const fs::path& folder, const DbtFile& file) {
  const fs::path path = folder / file.path;
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  std::ofstream stream(path, std::ios::binary);
  stream << file.text;
  stream.close();
  if (!stream) throw SystemError("cannot write " + path.string());
}

int RunExport(const ExportFlags& flags) {
  if (flags.format != "dbt") throw UserError("--format: expected dbt, found `" + flags.format + "`");
  Project project(flags.config.LoadExisting());
  std::optional<Dialect> dialect;
  if (!flags.dialect.empty()) dialect = ParseDialect(flags.dialect);
  std::error_code error;
  if (fs::exists(flags.output, error) && !fs::is_empty(flags.output, error)) {
    throw UserError("the directory is not empty, nothing was changed: " + flags.output);
  }
  const DbtProject exported = DbtProjectOf(project, dialect);
  for (const DbtFile& file : exported.files) WriteFileIn(flags.output, file);
  if (flags.json) {
    std::vector<std::string> files, left_out;
    for (const DbtFile& file : exported.files) files.push_back(file.path);
    for (const LeftOutModel& model : exported.left_out) left_out.push_back(model.model);
    PrintToStdout(JsonObject()
                      .Field("format", flags.format)
                      .Field("models", exported.model_count)
                      .Json("files", JsonTexts(files))
                      .Json("left_out", JsonTexts(left_out))
                      .Finish() +
                  "\n");
    return kExitDone;
  }
  PrintToStdout(FormatCount(exported.model_count) + " models, " + FormatCount(exported.files.size()) + " files in " +
                flags.output + "\n");
  for (const LeftOutModel& model : exported.left_out) {
    LogWarning("left out: the model `" + model.model + "` reads `" + model.reads + "`, which only Millrace keeps");
  }
  return kExitDone;
}

}  // namespace

void RegisterExport(CommandLine& line) {
  auto flags = std::make_shared<ExportFlags>();
  CLI::App& command =
      AddCommand(line.root, "export", "Write the models of the warehouse as a dbt project",
                 {"millrace export --format dbt -o shop-dbt # for the warehouse of this project",
                  "millrace export --format dbt -o shop-dbt --dialect redshift", "cd shop-dbt && dbt build"});
  flags->config.AddTo(command);
  AddFlag(command, "--format", flags->format, "dbt", "What to write: a project for dbt-core")->required();
  AddFlag(command, "-o,--output", flags->output, "DIRECTORY", "The directory; it must be empty or missing")->required();
  AddFlag(command, "--dialect", flags->dialect, "duckdb|postgres|redshift",
          "The dialect of the models; default: the warehouse's");
  AddSwitch(command, "--json", flags->json, "Print one JSON object");
  command.callback([&line, flags] { line.run = [flags] { return RunExport(*flags); }; });
}

}  // namespace millrace
