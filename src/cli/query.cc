// millrace query: SQL over the lake.
#include <filesystem>
#include <iostream>
#include <iterator>
#include <memory>

#include "cli/command.h"
#include "cli/query_print.h"
#include "core/error.h"
#include "core/log.h"

namespace millrace {
namespace {

struct QueryFlags {
  ConfigFlags config;
  std::string sql;
  std::string format = "table";
  bool partial = false;
};

int RunQuery(const CommandLine& line, const QueryFlags& flags) {
  std::string sql = flags.sql;
  if (sql.empty() || sql == "-") {
    if (sql.empty() && IsTerminal(stdin)) throw UserError("a query is missing: millrace query \"SELECT …\"");
    sql.assign(std::istreambuf_iterator<char>(std::cin), {});
  }
  Project project(flags.config.Load());
  LakeQuery lake(project, flags.partial);
  if (!lake.lost().empty()) LogWarning(LostFilesText(lake.lost()) + "; the answer uses the remaining files");
  PrintQuery(lake, sql, StyleForStdout(line, flags.format));
  return kExitDone;
}

}  // namespace

void RegisterQuery(CommandLine& line) {
  auto flags = std::make_shared<QueryFlags>();
  CLI::App& command =
      AddCommand(line.root, "query",
                 "Query the lake with SQL (DuckDB); the tables are views, and `users` has one merged row per user",
                 {"millrace query \"SELECT event_name, count(*) FROM event_v2 GROUP BY ALL ORDER BY 2 DESC\"",
                  "millrace query \"DESCRIBE event_v2\" # the columns of a table",
                  "millrace query --format csv \"FROM users\" > users.csv",
                  "millrace query \"SELECT reason, count(*) FROM rejects GROUP BY ALL\" # what was rejected"});
  AddArgument(command, "SQL", flags->sql, "One statement; read from stdin if it is `-` or missing");
  AddFlag(command, "-f,--format", flags->format, "table|json|csv", "How rows are printed; json is one object per line");
  AddSwitch(command, "--partial", flags->partial, "If lake files are missing, use the remaining ones");
  flags->config.AddTo(command);
  command.callback([&line, flags] { line.run = [&line, flags] { return RunQuery(line, *flags); }; });
}

}  // namespace millrace
