// What people changed through the console, and who may: one entry each, never changed and never removed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace millrace {

struct AuditEntry {
  int64_t number = 0;  // from 1; set by the ledger
  int64_t at_ns = 0;   // since the epoch
  std::string user;    // the name and id of a token, or the account of a command; empty: nobody was asked
  std::string client;  // address; empty: a command on this machine
  std::string action;  // the name of a route, or a command: `token create`
  std::string subject;
  std::string outcome;  // `done`, or why not
  bool operator==(const AuditEntry&) const = default;
};

class AuditLog {
 public:
  virtual ~AuditLog() = default;

  // One durable change. The number of `entry` is ignored.
  virtual void Add(const AuditEntry& entry) = 0;
  // The newest first; of those before `before`, or of all if it is 0.
  virtual std::vector<AuditEntry> Recent(size_t limit, int64_t before = 0) = 0;
};

}  // namespace millrace
