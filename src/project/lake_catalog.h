// The statements that make a project's lake known to another engine (`millrace catalog`).
#pragma once

#include <string>
#include <vector>

#include "lake/catalog.h"
#include "project/project.h"

namespace millrace {

struct CatalogRequest {
  CatalogEngine engine = CatalogEngine::kDuckDb;
  std::string database;     // empty: the project's name, as all engines take one
  std::string location;     // the project's folder in the lake as the engine opens it; empty: where the config says
  bool projection = false;  // Athena only
};

// For the committed files of this moment; see CatalogStatements. Changes nothing.
std::vector<std::string> CatalogOf(Project& project, const CatalogRequest& request);

}  // namespace millrace
