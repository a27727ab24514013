// millrace catalog: prints the statements that define the lake's tables in another engine.
#include <memory>

#include "cli/command.h"
#include "core/error.h"
#include "core/json_object.h"
#include "core/log.h"
#include "project/lake_catalog.h"

namespace millrace {
namespace {

struct CatalogFlags {
  ConfigFlags config;
  std::string engine;
  std::string database;
  std::string location;
  bool projection = false;
  bool json = false;
};

CatalogEngine EngineOf(const std::string& name) {
  if (name == "athena") return CatalogEngine::kAthena;
  if (name == "trino") return CatalogEngine::kTrino;
  if (name == "hive") return CatalogEngine::kHive;
  return name == "spark" ? CatalogEngine::kSpark : CatalogEngine::kDuckDb;
}

int RunCatalog(const CatalogFlags& flags) {
  Project project(flags.config.LoadExisting());
  const CatalogEngine engine = EngineOf(flags.engine);
  if (flags.projection && engine != CatalogEngine::kAthena) {
    throw UserError("--projection: only Athena computes partitions; " + flags.engine + " lists them");
  }
  const std::vector<std::string> statements = CatalogOf(
      project,
      {.engine = engine, .database = flags.database, .location = flags.location, .projection = flags.projection});
  if (flags.json) {
    PrintToStdout(JsonObject().Field("engine", flags.engine).Json("statements", JsonTexts(statements)).Finish() + "\n");
    return kExitDone;
  }
  if (statements.empty()) LogInfo("no statements: the lake has no tables yet");
  for (const std::string& statement : statements) PrintToStdout(statement);
  return kExitDone;
}

}  // namespace

void RegisterCatalog(CommandLine& line) {
  auto flags = std::make_shared<CatalogFlags>();
  CLI::App& command =
      AddCommand(line.root, "catalog", "Print the DDL that makes the tables of the lake known to another engine",
                 {"millrace catalog --engine duckdb | duckdb shop.duckdb",
                  "millrace catalog --engine athena --projection --location s3://bucket/lake/shop",
                  "millrace catalog --engine spark --database web > tables.sql"});
  flags->config.AddTo(command);
  AddFlag(command, "-e,--engine", flags->engine, "athena|trino|hive|spark|duckdb", "The engine")->required();
  AddFlag(command, "--database", flags->database, "NAME", "Schema of the tables; default: the name of the project");
  AddFlag(command, "--location", flags->location, "URL",
          "The project's directory in the lake as the engine opens it; default: `lake` and the name of the project");
  AddSwitch(command, "--projection", flags->projection,
            "Athena: compute partitions, so that none have to be added later");
  AddSwitch(command, "--json", flags->json, "Print one JSON object with the statements");
  command.callback([&line, flags] { line.run = [flags] { return RunCatalog(*flags); }; });
}

}  // namespace millrace
