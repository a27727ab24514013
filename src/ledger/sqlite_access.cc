#include "ledger/sqlite_access.h"

namespace millrace {
namespace {

constexpr std::string_view kSelectTokens =
    "SELECT id, name, scope, apps, secret_hash, created_ns, expires_ns, revoked_ns FROM access_tokens ";

AccessToken TokenOf(const SqliteStatement& row) {
  return {.id = std::string(row.Text(0)),
          .name = std::string(row.Text(1)),
          .scope = std::string(row.Text(2)),
          .apps = std::string(row.Text(3)),
          .secret_hash = std::string(row.Text(4)),
          .created_ns = row.Number(5),
          .expires_ns = row.Number(6),
          .revoked_ns = row.Number(7)};
}

}  // namespace

void SqliteAccessTokens::Add(const AccessToken& token) {
  SqliteStatement(connection_,
                  "INSERT INTO access_tokens (id, name, scope, apps, secret_hash, created_ns, expires_ns, revoked_ns) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .Bind(token.id)
      .Bind(token.name)
      .Bind(token.scope)
      .Bind(token.apps)
      .Bind(token.secret_hash)
      .Bind(token.created_ns)
      .Bind(token.expires_ns)
      .Bind(token.revoked_ns)
      .Run();
}

std::optional<AccessToken> SqliteAccessTokens::Find(std::string_view id) {
  SqliteStatement row(connection_, std::string(kSelectTokens) + "WHERE id = ?");
  row.Bind(id);
  if (!row.Step()) return std::nullopt;
  return TokenOf(row);
}

std::vector<AccessToken> SqliteAccessTokens::All() {
  SqliteStatement row(connection_, std::string(kSelectTokens) + "ORDER BY created_ns, id");
  std::vector<AccessToken> tokens;
  while (row.Step()) tokens.push_back(TokenOf(row));
  return tokens;
}

bool SqliteAccessTokens::Revoke(std::string_view id, int64_t now_ns) {
  SqliteStatement(connection_, "UPDATE access_tokens SET revoked_ns = ? WHERE id = ? AND revoked_ns = 0")
      .Bind(now_ns)
      .Bind(id)
      .Run();
  return connection_.Changes() > 0;
}

int64_t SqliteAuditLog::Add(const AuditEntry& entry) {
  SqliteStatement row(connection_,
                      "INSERT INTO audit_log (at_ns, user, client, action, subject, outcome) VALUES (?, ?, ?, ?, ?, ?) "
                      "RETURNING number");
  row.Bind(entry.at_ns)
      .Bind(entry.user)
      .Bind(entry.client)
      .Bind(entry.action)
      .Bind(entry.subject)
      .Bind(entry.outcome)
      .Step();
  const int64_t number = row.Number(0);
  // An insertion is over when all of its rows were read.
  row.Step();
  return number;
}

void SqliteAuditLog::Complete(int64_t number, std::string_view outcome) {
  SqliteStatement(connection_, "UPDATE audit_log SET outcome = ? WHERE number = ? AND outcome = ?")
      .Bind(outcome)
      .Bind(number)
      .Bind(kAuditAsked)
      .Run();
}

std::vector<AuditEntry> SqliteAuditLog::Recent(size_t limit, int64_t before) {
  SqliteStatement row(connection_,
                      "SELECT number, at_ns, user, client, action, subject, outcome FROM audit_log "
                      "WHERE ?1 = 0 OR number < ?1 ORDER BY number DESC LIMIT ?2");
  row.Bind(before).Bind(static_cast<int64_t>(limit));
  std::vector<AuditEntry> entries;
  while (row.Step()) {
    entries.push_back({.number = row.Number(0),
                       .at_ns = row.Number(1),
                       .user = std::string(row.Text(2)),
                       .client = std::string(row.Text(3)),
                       .action = std::string(row.Text(4)),
                       .subject = std::string(row.Text(5)),
                       .outcome = std::string(row.Text(6))});
  }
  return entries;
}

}  // namespace millrace
