// millrace docs: writes the generated pages of docs/reference, or checks that they are current. For developers, so it
// is not listed.
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "charts/chart_reference.h"
#include "models/model_reference.h"

#include "cli/command.h"
#include "cli/manual.h"
#include "core/error.h"
#include "serve/metric_table.h"

namespace millrace {
namespace {

int WriteDocs(const CLI::App& root, const std::string& folder, bool check) {
  const std::vector<std::pair<std::string, std::string>> pages = {
      {"cli.md", CliReference(ViewOf(root))}, {"config.md", ConfigReference()},
      {"columns.md", ColumnsReference()},     {"plugin-columns.md", PluginColumnsReference()},
      {"json.md", JsonReference()},           {"models.md", ModelReference(SqlModels::BuiltIn(Dialect::kDuckDb))},
      {"charts.md", ChartReference()},        {"metrics.md", MetricsReference()}};
  for (const auto& [name, text] : pages) {
    const std::filesystem::path path = std::filesystem::path(folder) / name;
    if (check) {
      std::ifstream file(path, std::ios::binary);
      std::ostringstream present;
      present << file.rdbuf();
      if (present.view() != text) {
        throw UserError(path.string() + " is out of date; write it again with: millrace docs " + folder);
      }
    } else {
      std::filesystem::create_directories(folder);
      std::ofstream file(path, std::ios::binary);
      file << text;
      file.close();
      if (!file) throw SystemError("cannot write " + path.string());
    }
  }
  return kExitDone;
}

}  // namespace

void RegisterDocs(CommandLine& line) {
  struct Flags {
    std::string folder;
    bool check = false;
  };
  auto flags = std::make_shared<Flags>();
  CLI::App& command = AddCommand(line.root, "docs", "Write the generated pages of docs/reference",
                                 {"millrace docs docs/reference", "millrace docs --check docs/reference"});
  command.group("");
  AddArgument(command, "DIRECTORY", flags->folder, "docs/reference")->required();
  AddSwitch(command, "--check", flags->check, "Only check whether they are up to date");
  command.callback(
      [&line, flags] { line.run = [&line, flags] { return WriteDocs(line.root, flags->folder, flags->check); }; });
}

}  // namespace millrace
