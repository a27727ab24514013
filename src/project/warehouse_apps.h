// The apps of a warehouse, with the settings that their models depend on. Thread-safe.
#pragma once

#include <string>
#include <vector>

#include "ledger/ledger.h"
#include "project/project.h"
#include "warehouse/schema_objects.h"

namespace millrace {

// The apps that have a schema, or will have one: those of the ledger, and the configured ones; by app id. Without
// configured apps that can have no schema (CheckApps). `only`: ids of --app; empty: all. Throws UserError for an id
// that is unknown.
std::vector<AppSettings> AppsOf(Project& project, Ledger& ledger, const std::vector<std::string>& only);

// Throws UserError, as a load does, for a configured app that can have no schema; and what AppsOf throws for `only`.
// For services that change the schemas, before they create anything.
void CheckApps(Project& project, const std::vector<std::string>& only);

}  // namespace millrace
