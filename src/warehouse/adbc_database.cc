#include "warehouse/adbc_database.h"

namespace millrace {
namespace {

// The first failure of `call(AdbcError*)` is kept in `error`; after one, nothing is called.
template <typename Call>
void Try(std::optional<EngineError>& error, const Call& call) {
  if (error) return;
  AdbcFailure failure;
  const AdbcStatusCode status = call(failure.get());
  if (status != ADBC_STATUS_OK) error = failure.Take(status);
}

}  // namespace

AdbcDatabaseHandle::AdbcDatabaseHandle(const AdbcDriver& driver, const AdbcOptions& options, std::string place)
    : driver_(driver), place_(std::move(place)) {
  std::optional<EngineError> error;
  Try(error, [&](AdbcError* failure) { return driver_.DatabaseNew(&database_, failure); });
  for (const auto& [name, value] : options) {
    Try(error, [&](AdbcError* failure) {
      return driver_.DatabaseSetOption(&database_, name.c_str(), value.c_str(), failure);
    });
  }
  Try(error, [&](AdbcError* failure) { return driver_.DatabaseInit(&database_, failure); });
  if (!error) return;
  AdbcFailure ignored;
  driver_.DatabaseRelease(&database_, ignored.get());
  ThrowOpenError(*error, place_);
}

AdbcDatabaseHandle::~AdbcDatabaseHandle() {
  AdbcFailure ignored;
  driver_.DatabaseRelease(&database_, ignored.get());
}

AdbcConnection AdbcDatabaseHandle::OpenSession(const std::vector<std::string>& statements) {
  AdbcConnection session{};
  std::optional<EngineError> error;
  Try(error, [&](AdbcError* failure) { return driver_.ConnectionNew(&session, failure); });
  Try(error, [&](AdbcError* failure) { return driver_.ConnectionInit(&session, &database_, failure); });
  for (const std::string& statement : statements) {
    if (!error) error = Execute(session, statement);
  }
  if (!error) return session;
  AdbcFailure ignored;
  driver_.ConnectionRelease(&session, ignored.get());
  ThrowOpenError(*error, place_);
}

std::optional<EngineError> AdbcDatabaseHandle::Execute(AdbcConnection& session, const std::string& sql) {
  std::optional<EngineError> error;
  AdbcStatement statement{};
  Try(error, [&](AdbcError* failure) { return driver_.StatementNew(&session, &statement, failure); });
  Try(error, [&](AdbcError* failure) { return driver_.StatementSetSqlQuery(&statement, sql.c_str(), failure); });
  Try(error, [&](AdbcError* failure) { return driver_.StatementExecuteQuery(&statement, nullptr, nullptr, failure); });
  AdbcFailure ignored;
  driver_.StatementRelease(&statement, ignored.get());
  return error;
}

}  // namespace millrace
