// What people changed through the console, and who may: one entry each, never removed. An entry of the console is
// written before the change, with the outcome kAuditAsked, and completed after it: what remains as asked was cut off by
// a crash, and may have been done.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

inline constexpr std::string_view kAuditAsked = "asked";

struct AuditEntry {
  int64_t number = 0;       // from 1; set by the ledger
  int64_t at_ns = 0;        // since the epoch
  std::string user = {};    // the name and id of a token, or the account of a command; empty: nobody was asked
  std::string client = {};  // address; empty: a command on this machine
  std::string action = {};  // the name of a route, or a command: `token create`
  std::string subject = {};
  std::string outcome = {};  // `asked`, `done`, or why not
  bool operator==(const AuditEntry&) const = default;
};

class AuditLog {
 public:
  virtual ~AuditLog() = default;

  // Returns the number of the entry; the one that it has is ignored. One durable change.
  virtual int64_t Add(const AuditEntry& entry) = 0;
  // Sets the outcome of an entry that is asked; others stay as they are. One durable change.
  virtual void Complete(int64_t number, std::string_view outcome) = 0;
  // The newest first; of those before `before`, or of all if it is 0.
  virtual std::vector<AuditEntry> Recent(size_t limit, int64_t before = 0) = 0;
};

}  // namespace millrace
