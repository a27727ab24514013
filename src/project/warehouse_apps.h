// The apps of a warehouse, with the settings that their models depend on. Thread-safe.
#pragma once

#include <string>
#include <vector>

#include "ledger/ledger.h"
#include "project/project.h"
#include "warehouse/schema_objects.h"

namespace millrace {

// The apps that have a schema, or will have one: those of the ledger, and the configured ones; by app id. Without
// configured apps whose schema belongs to another app. `only`: ids of --app; empty: all. Throws UserError for an id
// that is unknown.
std::vector<AppSettings> AppsOf(Project& project, Ledger& ledger, const std::vector<std::string>& only);

// Throws what AppsOf throws for `only`, before a service creates anything.
void CheckApps(Project& project, const std::vector<std::string>& only);

}  // namespace millrace
