// Lists of domains: those that an app names as its own, so that referrers from them are internal (spec/enrichment.md,
// T14), and ignored_referrers.csv, referrers that start no visit (§3.10). A list holds the hosts of its domains and all
// hosts below them. Immutable once made, so thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

class Domains {
 public:
  // `example.com`; `.example.com` and `*.example.com` mean the same. Neither letter case nor a final dot counts. False
  // for what is no domain.
  bool Add(std::string_view domain);

  // `host` in lower case, without port and final dot.
  bool Contains(std::string_view host) const;
  // Whether this very domain was added, in any spelling of Add.
  bool Names(std::string_view domain) const;

 private:
  std::vector<std::string> domains_;
};

// The value of the config key `own_domains`. Throws UserError, which names `app`, for what is no domain.
Domains OwnDomains(std::string_view app, std::span<const std::string> domains);

struct IgnoredReferrers {
  // Throws SourceError: an unknown column, what is no domain, a domain that is given twice.
  static IgnoredReferrers Parse(std::string_view text, std::string_view file);

  Domains hosts;
};

}  // namespace millrace
