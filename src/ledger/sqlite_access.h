// Tokens and the audit log in the SQLite ledger.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "ledger/access_tokens.h"
#include "ledger/audit_log.h"
#include "ledger/sqlite.h"

namespace millrace {

class SqliteAccessTokens : public AccessTokenStore {
 public:
  explicit SqliteAccessTokens(SqliteConnection& connection) : connection_(connection) {}

  void Add(const AccessToken& token) override;
  std::optional<AccessToken> Find(std::string_view id) override;
  std::vector<AccessToken> All() override;
  bool Revoke(std::string_view id, int64_t now_ns) override;

 private:
  SqliteConnection& connection_;
};

class SqliteAuditLog : public AuditLog {
 public:
  explicit SqliteAuditLog(SqliteConnection& connection) : connection_(connection) {}

  int64_t Add(const AuditEntry& entry) override;
  void Complete(int64_t number, std::string_view outcome) override;
  std::vector<AuditEntry> Recent(size_t limit, int64_t before) override;

 private:
  SqliteConnection& connection_;
};

}  // namespace millrace
