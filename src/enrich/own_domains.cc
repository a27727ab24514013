#include "enrich/own_domains.h"

#include <algorithm>

#include "core/error.h"
#include "core/letter_case.h"

namespace millrace {

OwnDomains::OwnDomains(std::string_view app, std::span<const std::string> domains) {
  for (const std::string& given : domains) {
    std::string_view domain = given;
    if (domain.starts_with('*')) domain.remove_prefix(1);
    if (domain.starts_with('.')) domain.remove_prefix(1);
    if (domain.empty() || domain.find_first_of("*/:@?# ") != std::string_view::npos) {
      throw UserError("own_domains of app `" + std::string(app) + "`: not a domain: `" + given +
                      "` (write example.com, without scheme, port or path)");
    }
    std::string& lower = domains_.emplace_back();
    for (const char c : domain) lower += LowerAscii(c);
  }
}

bool OwnDomains::Contains(std::string_view host) const {
  return std::any_of(domains_.begin(), domains_.end(), [&](std::string_view domain) {
    if (!host.ends_with(domain)) return false;
    return host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
  });
}

}  // namespace millrace
