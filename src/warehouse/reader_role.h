// The read-only role of reports on PostgreSQL (warehouse-tables.md §6): who is in it may read the loaded tables,
// metrics and views of each app, and change nothing. Not thread-safe.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "warehouse/connection.h"
#include "warehouse/schema_objects.h"

namespace millrace {

// Whether reports read it: loaded tables, metric tables, views, the state of days, and models of a project's own. What
// loads and runs keep for themselves is not.
bool IsReported(const SchemaObject& object);

// Relations of the schema that the role may read, and those that it may change.
struct ReaderRights {
  bool exists = false;       // the role
  bool sees_schema = false;  // USAGE
  std::set<std::string, std::less<>> readable;
  std::set<std::string, std::less<>> writable;
};
ReaderRights ReadReaderRights(Connection& connection, std::string_view schema, std::string_view role);

// Makes the role if it is missing; it cannot log in: people's own roles are granted it. Throws UserError when this
// session's role may not.
void MakeReaderRole(Connection& connection, std::string_view schema, std::string_view role);
void GrantToReader(Connection& connection, std::string_view schema, std::string_view relation, std::string_view role);

}  // namespace millrace
