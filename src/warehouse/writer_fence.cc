#include "warehouse/writer_fence.h"

#include <string>

#include "core/error.h"
#include "core/sql_text.h"

namespace millrace {
namespace {

// An update even where nothing changes: two transactions that update a row conflict, one that only reads it does not.
int64_t SetHolder(Connection& connection, std::string_view schema, std::string_view writer, std::string_view holder,
                  const std::string& condition = "") {
  return connection.Execute("UPDATE " + SqlName(schema) + ".writer_fence SET holder = " + SqlText(holder) +
                            " WHERE writer = " + SqlText(writer) + condition);
}

}  // namespace

void TakeWriterFence(Connection& connection, std::string_view schema, std::string_view writer,
                     std::string_view holder) {
  Transaction transaction(connection);
  if (SetHolder(connection, schema, writer, holder) == 0) {
    connection.Execute("INSERT INTO " + SqlName(schema) + ".writer_fence (writer, holder) VALUES (" + SqlText(writer) +
                       ", " + SqlText(holder) + ")");
  }
  transaction.Commit();
}

void PassWriterFence(Connection& connection, std::string_view schema, std::string_view writer,
                     std::string_view holder) {
  if (SetHolder(connection, schema, writer, holder, " AND holder = " + SqlText(holder)) > 0) return;
  throw SystemError("another process took over while this one was paused; nothing of " + std::string(writer) +
                    " was written to the schema " + std::string(schema));
}

}  // namespace millrace
