#include "serve/session_audit.h"

#include "pipeline/job_id.h"

namespace millrace {

AuditEntry SessionEntry(const http::Request& request, std::string_view action, const std::string& user,
                        const std::string& outcome) {
  return {.at_ns = WallClockNs(),
          .user = user,
          .client = request.client,
          .action = std::string(action),
          .subject = request.target.path,
          .outcome = outcome};
}

}  // namespace millrace
