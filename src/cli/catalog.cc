// millrace catalog: the statements that make the lake known to another engine.
#include "warehouse/catalog.h"

#include <filesystem>
#include <memory>
#include <set>

#include "cli/command.h"
#include "core/error.h"
#include "ledger/sqlite_ledger.h"
#include "pipeline/lake_view.h"
#include "storage/all_file_systems.h"

namespace millrace {
namespace {

struct CatalogFlags {
  ConfigFlags config;
  std::string engine;
  std::string database;
  std::string location;
  bool projection = false;
};

CatalogEngine EngineOf(const std::string& name) {
  if (name == "athena") return CatalogEngine::kAthena;
  if (name == "trino") return CatalogEngine::kTrino;
  if (name == "hive") return CatalogEngine::kHive;
  return name == "spark" ? CatalogEngine::kSpark : CatalogEngine::kDuckDb;
}

// The project's name as all engines take one.
std::string DatabaseName(const std::string& project) {
  std::string name = project;
  for (char& c : name) {
    if (c == '-' || c == '.') c = '_';
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return name;
}

std::string LocationOf(const CatalogFlags& flags, const Config& config, CatalogEngine engine) {
  std::string location = flags.location;
  if (location.empty()) {
    location = config.lake;
    if (location.find("://") == std::string::npos) {
      location = std::filesystem::absolute(location).lexically_normal().string();
      if (engine != CatalogEngine::kDuckDb) location.insert(0, "file://");
    }
    while (location.ends_with('/')) location.pop_back();
    return location + "/" + config.project;
  }
  while (location.ends_with('/')) location.pop_back();
  return location;
}

int RunCatalog(const CatalogFlags& flags) {
  const Config config = flags.config.Load();
  AllFileSystems files(config);
  CatalogOptions options;
  options.engine = EngineOf(flags.engine);
  options.database = flags.database.empty() ? DatabaseName(config.project) : flags.database;
  options.location = LocationOf(flags, config, options.engine);
  options.projection = flags.projection;
  if (options.projection && options.engine != CatalogEngine::kAthena) {
    throw UserError("--projection: only Athena computes partitions; " + flags.engine + " has them listed");
  }
  std::vector<TableId> tables;
  for (const Table& table : AllTables()) tables.push_back(table.id);
  const auto ledger = OpenSqliteLedgerToRead(LedgerPath(config.state, config.project));
  const auto committed = CommittedFiles(files, *ledger, config.lake, config.project, tables);
  CatalogPartitions partitions;
  for (size_t i = 0; i < tables.size(); ++i) {
    std::set<Partition> distinct;
    for (const CommittedFile& file : committed[i]) distinct.insert(file.partition);
    partitions[tables[i]].assign(distinct.begin(), distinct.end());
  }
  for (const std::string& statement : CatalogStatements(options, partitions)) PrintToStdout(statement);
  return kExitDone;
}

}  // namespace

void RegisterCatalog(CommandLine& line) {
  auto flags = std::make_shared<CatalogFlags>();
  CLI::App& command =
      AddCommand(line.root, "catalog", "Print the statements that make the lake's tables known to another engine",
                 {"millrace catalog --engine duckdb | duckdb shop.duckdb",
                  "millrace catalog --engine athena --projection --location s3://bucket/lake/shop",
                  "millrace catalog --engine spark --database web > tables.sql"});
  flags->config.AddTo(command);
  AddFlag(command, "-e,--engine", flags->engine, "athena|trino|hive|spark|duckdb", "Whose statements")->required();
  AddFlag(command, "--database", flags->database, "NAME", "Schema of the tables; without it the project's name");
  AddFlag(command, "--location", flags->location, "URL",
          "The project's folder in the lake as the engine opens it; without it `lake` and the project's name");
  AddSwitch(command, "--projection", flags->projection,
            "Athena: let partitions be computed, so that none have to be added later");
  command.callback([&line, flags] { line.run = [flags] { return RunCatalog(*flags); }; });
}

}  // namespace millrace
