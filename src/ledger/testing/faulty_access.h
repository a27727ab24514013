// The stores of tokens and of the audit log, failing at the plan's step.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "ledger/access_tokens.h"
#include "ledger/audit_log.h"
#include "ledger/testing/ledger_faults.h"

namespace millrace {

class FaultyAccessTokens : public AccessTokenStore {
 public:
  FaultyAccessTokens(AccessTokenStore& base, FaultPlan& plan) : base_(base), faults_(plan) {}
  void Add(const AccessToken& token) override {
    faults_.Change("add token to", [&] { base_.Add(token); });
  }
  std::optional<AccessToken> Find(std::string_view id) override {
    return faults_.Read("read token of", [&] { return base_.Find(id); });
  }
  std::vector<AccessToken> All() override {
    return faults_.Read("read tokens of", [&] { return base_.All(); });
  }
  bool Revoke(std::string_view id, int64_t now_ns) override {
    bool revoked = false;
    faults_.Change("revoke token in", [&] { revoked = base_.Revoke(id, now_ns); });
    return revoked;
  }

 private:
  AccessTokenStore& base_;
  LedgerFaults faults_;
};

class FaultyAuditLog : public AuditLog {
 public:
  FaultyAuditLog(AuditLog& base, FaultPlan& plan) : base_(base), faults_(plan) {}
  int64_t Add(const AuditEntry& entry) override {
    int64_t number = 0;
    faults_.Change("write audit log of", [&] { number = base_.Add(entry); });
    return number;
  }
  void Complete(int64_t number, std::string_view outcome) override {
    faults_.Change("complete audit log of", [&] { base_.Complete(number, outcome); });
  }
  std::vector<AuditEntry> Recent(size_t limit, int64_t before) override {
    return faults_.Read("read audit log of", [&] { return base_.Recent(limit, before); });
  }

 private:
  AuditLog& base_;
  LedgerFaults faults_;
};

}  // namespace millrace
