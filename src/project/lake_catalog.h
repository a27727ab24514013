// The statements that define the tables of a project's lake in another engine (`millrace catalog`).
#pragma once

#include <string>
#include <vector>

#include "lake/catalog.h"
#include "project/project.h"

namespace millrace {

struct CatalogRequest {
  CatalogEngine engine = CatalogEngine::kDuckDb;
  std::string database;     // empty: the project's name, in a form that every engine accepts
  std::string location;     // the project's directory in the lake, as the engine opens it; empty: as in the config
  bool projection = false;  // Athena only
};

// For the files that are committed now; see CatalogStatements. Changes nothing.
std::vector<std::string> CatalogOf(Project& project, const CatalogRequest& request);

}  // namespace millrace
