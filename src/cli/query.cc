// millrace query: runs an SQL query over the lake, or over the warehouse.
#include <filesystem>
#include <functional>
#include <iostream>
#include <iterator>
#include <memory>

#include <unistd.h>

#include "cli/command.h"
#include "cli/interrupts.h"
#include "cli/query_print.h"
#include "core/error.h"
#include "core/log.h"
#include "project/lake_query.h"
#include "project/warehouse_query.h"
#include "storage/scratch_file.h"

namespace millrace {
namespace {

// The number of rows that is shown on a terminal.
constexpr uint64_t kRowsOnTerminal = 40;

struct QueryFlags {
  ConfigFlags config;
  std::string sql;
  std::string format;  // empty: by the name of `output`
  std::string output;
  std::string limit;
  bool json = false;
  bool partial = false;
  bool warehouse = false;
};

std::string FormatOfFile(const std::string& file) {
  const std::string extension = std::filesystem::path(file).extension();
  if (extension == ".csv") return "csv";
  if (extension == ".parquet") return "parquet";
  return extension == ".json" || extension == ".jsonl" || extension == ".ndjson" ? "json" : "table";
}

// The format of the rows, which several flags determine together.
struct ChosenForm {
  std::string format;
  uint64_t row_limit = 0;
};

ChosenForm FormOf(const QueryFlags& flags) {
  if (flags.json && !flags.format.empty()) throw UserError("--json and --format exclude each other");
  ChosenForm chosen{.format = flags.json ? "object" : flags.format.empty() ? FormatOfFile(flags.output) : flags.format};
  const bool on_terminal = flags.output.empty() && IsTerminal(stdout);
  if (chosen.format == "parquet" && on_terminal) {
    throw UserError("Parquet is not printed on a terminal: name a file with --output, or use a pipe");
  }
  if (flags.limit.empty()) {
    chosen.row_limit = on_terminal ? kRowsOnTerminal : 0;
  } else if (chosen.format != "table") {
    throw UserError("--limit is for tables that are read by people; write LIMIT into the query");
  } else {
    chosen.row_limit = std::stoull(flags.limit);
  }
  return chosen;
}

// A temporary file, which is removed with this object.
class TemporaryFile {
 public:
  TemporaryFile() : path_(TemporaryDirectory() + "/millrace-query-XXXXXX") {
    const int descriptor = ::mkstemp(path_.data());
    if (descriptor < 0) throw SystemError("cannot create a temporary file for the query: " + path_);
    ::close(descriptor);
  }
  ~TemporaryFile() { ::unlink(path_.c_str()); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Writes the result in the form that was asked for. `run` hands out the rows; `write_parquet` writes them to a file.
void WriteResult(const CommandLine& line, const QueryFlags& flags, const ChosenForm& chosen, const RunStatement& run,
                 const std::function<void(const std::string& path)>& write_parquet) {
  OutputFile output(flags.output);
  if (chosen.format == "parquet") {
    const TemporaryFile parquet;
    write_parquet(parquet.path());
    output.WriteFile(parquet.path());
  } else {
    TableStyle style = StyleForStdout(line, chosen.format);
    if (!flags.output.empty()) style.width = 0;
    style.color = style.color && flags.output.empty();
    style.null_text = "NULL";
    PrintQuery(run, {.style = style, .as_object = flags.json, .row_limit = chosen.row_limit}, output);
  }
  output.Commit();
}

int RunQuery(const CommandLine& line, const QueryFlags& flags) {
  const ChosenForm chosen = FormOf(flags);
  std::string sql = flags.sql;
  if (sql.empty() || sql == "-") {
    if (sql.empty() && IsTerminal(stdin)) throw UserError("a query is missing: millrace query \"SELECT …\"");
    sql.assign(std::istreambuf_iterator<char>(std::cin), {});
  }
  Project project(flags.config.LoadExisting());
  const Interrupts interrupts({.kept = "the query was cancelled, and nothing was changed", .stop = {}});
  if (flags.warehouse) {
    WarehouseQuery warehouse(project, [](const std::string& waiting) { LogInfo(waiting); });
    WriteResult(
        line, flags, chosen, [&](const OnColumns& begin, const OnBatch& rows) { warehouse.Run(sql, begin, rows); },
        [&](const std::string& path) { warehouse.WriteParquet(sql, path); });
    return kExitDone;
  }
  LakeQuery lake(project, flags.partial);
  if (!lake.lost().empty()) LogWarning(LostFilesText(lake.lost()) + "; the answer uses the remaining files");
  if (lake.empty()) LogInfo("the lake has no files; `millrace process` reads raw files into it");
  WriteResult(
      line, flags, chosen, [&](const OnColumns& begin, const OnBatch& rows) { lake.Run(sql, begin, rows); },
      [&](const std::string& path) { lake.WriteParquet(sql, path); });
  return kExitDone;
}

}  // namespace

void RegisterQuery(CommandLine& line) {
  auto flags = std::make_shared<QueryFlags>();
  CLI::App& command = AddCommand(
      line.root, "query",
      "Query the lake with SQL (DuckDB), or the warehouse; tables of the lake are views, and `users` has one merged "
      "row per user",
      {"millrace query \"SELECT event_name, count(*) FROM event_v2 GROUP BY ALL ORDER BY 2 DESC\"",
       "millrace query \"DESCRIBE event_v2\" # the columns of a table",
       "millrace query \"FROM users\" --output users.csv # or .json (one object per line), or .parquet",
       "millrace query \"SELECT reason, count(*) FROM rejects GROUP BY ALL\" # what was rejected",
       "millrace query --warehouse \"FROM shop.clickstream_engagement_kpi ORDER BY event_date\" # daily metrics"});
  AddArgument(command, "SQL", flags->sql, "One statement; read from stdin if it is `-` or missing");
  AddFlag(command, "-f,--format", flags->format, "table|json|csv|parquet",
          "How rows are written; json is one object per line. Default: by the name of --output, else table");
  AddFlag(command, "-o,--output", flags->output, "FILE", "Write to this file instead of stdout");
  AddFlag(command, "--limit", flags->limit, "COUNT",
          "Rows of a table to show; default: 40 on a terminal, else all. 0 shows all")
      ->check(AtLeast(0));
  AddSwitch(command, "--json", flags->json, "Print one JSON object: the columns with their types, and the rows");
  AddSwitch(command, "--warehouse", flags->warehouse,
            "Ask the warehouse, in its own SQL: the tables and views of an app are in its schema. Only reads");
  AddSwitch(command, "--partial", flags->partial, "If lake files are missing, use the remaining ones");
  flags->config.AddTo(command);
  command.callback([&line, flags] { line.run = [&line, flags] { return RunQuery(line, *flags); }; });
}

}  // namespace millrace
