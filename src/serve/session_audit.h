// Entries of the audit log about sessions: who signed in and out, and who was refused. Pure functions; thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "http/message.h"
#include "ledger/audit_log.h"

namespace millrace {

// `action`: the name of a route.
AuditEntry SessionEntry(const http::Request& request, std::string_view action, const std::string& user,
                        const std::string& outcome);

}  // namespace millrace
