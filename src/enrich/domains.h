// Lists of domains: those that an app names as its own, so that referrers from them are internal (spec/enrichment.md,
// T14), and ignored_referrers.csv, referrers that start no visit (§3.10). A list contains its domains and all of their
// subdomains. Immutable once it is built, so thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

class Domains {
 public:
  // Adds `example.com`; `.example.com` and `*.example.com` mean the same. Letter case and a final dot are ignored.
  // Returns false for anything that is not a domain.
  bool Add(std::string_view domain);

  // `host` in lower case, without port and final dot.
  bool Contains(std::string_view host) const;
  // Whether exactly this domain was added, in any spelling that Add accepts.
  bool Names(std::string_view domain) const;

 private:
  std::vector<std::string> domains_;
};

// The value of the config key `own_domains`. Throws UserError that names `app` for anything that is not a domain.
Domains OwnDomains(std::string_view app, std::span<const std::string> domains);

struct IgnoredReferrers {
  // Throws SourceError: an unknown column, a value that is not a domain, a duplicate domain.
  static IgnoredReferrers Parse(std::string_view text, std::string_view file);

  Domains hosts;
};

}  // namespace millrace
