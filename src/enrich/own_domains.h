// The domains that an app names as its own: referrers from them, and from hosts below them, are internal
// (spec/enrichment.md, difference T14). Immutable, so thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

class OwnDomains {
 public:
  OwnDomains() = default;
  // `domains` as `example.com`; `.example.com` and `*.example.com` mean the same. Case does not count. Throws
  // UserError, which names `app`, for what is no domain.
  OwnDomains(std::string_view app, std::span<const std::string> domains);

  // `host` in lower case, without port.
  bool Contains(std::string_view host) const;

 private:
  std::vector<std::string> domains_;
};

}  // namespace millrace
