#include "project/lake_catalog.h"

#include <filesystem>
#include <set>

#include "pipeline/lake_view.h"

namespace millrace {
namespace {

// The project's name as all engines take one.
std::string DatabaseName(const std::string& project) {
  std::string name = project;
  for (char& c : name) {
    if (c == '-' || c == '.') c = '_';
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return name;
}

std::string LocationOf(const CatalogRequest& request, const Config& config) {
  std::string location = request.location;
  if (location.empty()) {
    location = config.lake;
    if (location.find("://") == std::string::npos) {
      location = std::filesystem::absolute(location).lexically_normal().string();
      if (request.engine != CatalogEngine::kDuckDb) location.insert(0, "file://");
    }
    while (location.ends_with('/')) location.pop_back();
    return location + "/" + config.project;
  }
  while (location.ends_with('/')) location.pop_back();
  return location;
}

}  // namespace

std::vector<std::string> CatalogOf(Project& project, const CatalogRequest& request) {
  const Config& config = project.config();
  std::vector<TableId> tables;
  for (const Table& table : AllTables()) tables.push_back(table.id);
  const auto ledger = project.OpenLedgerToRead();
  const auto committed = CommittedFiles(project.files(), *ledger, config.lake, config.project, tables);
  CatalogPartitions partitions;
  for (size_t i = 0; i < tables.size(); ++i) {
    std::set<Partition> distinct;
    for (const CommittedFile& file : committed[i]) distinct.insert(file.partition);
    partitions[tables[i]].assign(distinct.begin(), distinct.end());
  }
  return CatalogStatements({.engine = request.engine,
                            .database = request.database.empty() ? DatabaseName(config.project) : request.database,
                            .location = LocationOf(request, config),
                            .projection = request.projection},
                           partitions);
}

}  // namespace millrace
