// millrace try: processes a sample with the production code and prints its rows; writes nothing.
#include <algorithm>
#include <memory>

#include "cli/command.h"
#include "cli/sample_file.h"
#include "core/did_you_mean.h"
#include "core/error.h"
#include "core/json_object.h"
#include "core/log.h"
#include "core/quantity.h"
#include "pipeline/report_json.h"
#include "project/trial.h"

namespace millrace {
namespace {

struct TryFlags {
  ConfigFlags config;
  std::vector<std::string> files;
  std::string format = "table";
  bool json = false;
  std::string table;
};

std::vector<TableId> TablesOf(const std::string& name) {
  if (!name.empty()) return TableFlag("--table", {name});
  std::vector<TableId> all;
  for (const Table& table : AllTables()) all.push_back(table.id);
  return all;
}

void PrintTable(const CommandLine& line, const TryFlags& flags, TableId table, std::vector<std::vector<Cell>> rows,
                bool one_of_several) {
  TableStyle style = StyleForStdout(line, flags.format);
  // A hundred columns are only readable with one column per line.
  style.layout = TableStyle::Layout::kRecords;
  std::vector<std::string> names = ColumnNames(table);
  const std::string name(TableOf(table).name);
  if (style.format == OutputFormat::kTable) {
    const std::string title = name + ": " + FormatCount(rows.size()) + (rows.size() == 1 ? " row" : " rows");
    PrintToStdout(Paint(title, Color::kCyan, style.color) + "\n" + RenderTable(names, rows, style) + "\n");
    return;
  }
  if (one_of_several) {
    // The objects of all tables are in one stream, so each names its table.
    names.insert(names.begin(), "table");
    for (auto& row : rows) row.insert(row.begin(), Cell::Text(name));
  }
  PrintToStdout(RenderTable(names, rows, style));
}

std::string ResultJson(TrialResult& result, const std::vector<TableId>& tables) {
  RunReport report;
  report.counters = result.counters;
  JsonObject object;
  AddCounters(object, report);
  object.Field("law_holds", result.counters.Balanced());
  JsonObject rows;
  for (const TableId table : tables) {
    std::string lines = RenderTable(ColumnNames(table), CellsOf(result.rows[table]), {.format = OutputFormat::kJson});
    // Each row ends with a line break, and there are no other line breaks.
    if (!lines.empty()) lines.pop_back();
    std::ranges::replace(lines, '\n', ',');
    rows.Json(TableOf(table).name, "[" + lines + "]");
  }
  return object.Json("rows", rows.Finish()).Finish() + "\n";
}

int RunTry(const CommandLine& line, const TryFlags& flags) {
  const Project project(flags.config.Load());
  const std::vector<TableId> tables = TablesOf(flags.table);
  if (flags.format == "csv" && tables.size() > 1)
    throw UserError("CSV output needs a single table: choose it with --table");
  const SampleFiles files(flags.files);
  TrialResult result = TrySamples(project, files.samples());
  if (flags.json) {
    PrintToStdout(ResultJson(result, tables));
    return kExitDone;
  }
  for (const TableId table : tables) PrintTable(line, flags, table, CellsOf(result.rows[table]), tables.size() > 1);
  if (const auto warning = WrongInputWarning(result.counters)) LogWarning(*warning);
  return kExitDone;
}

}  // namespace

void RegisterTry(CommandLine& line) {
  auto flags = std::make_shared<TryFlags>();
  CLI::App& command = AddCommand(line.root, "try", "Process raw files and print their rows; nothing is written",
                                 {"millrace try raw/sample.gz # every table, one column per line",
                                  "zcat raw/sample.gz | head -1 | millrace try - --table event_v2 # one request",
                                  "millrace try sample.gz --format json | jq .event_name"});
  AddArgument(command, "FILE", flags->files, "Raw files, read as gzip if named *.gz; `-` is stdin")->required();
  AddFlag(command, "-t,--table", flags->table, "TABLE=" + TableChoices(),
          "Only this table: event_v2, item_v2, user_v2, session, rejects");
  AddFlag(command, "-f,--format", flags->format, "table|json|csv", "How rows are printed; json is one object per line");
  AddSwitch(command, "--json", flags->json, "Print one JSON object: the counts, and the rows by table");
  flags->config.AddTo(command);
  command.callback([&line, flags] { line.run = [&line, flags] { return RunTry(line, *flags); }; });
}

}  // namespace millrace
