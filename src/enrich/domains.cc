#include "enrich/domains.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/csv.h"
#include "core/error.h"
#include "core/letter_case.h"

namespace millrace {
namespace {

// Empty for anything that is not a domain.
std::string Normalised(std::string_view domain) {
  if (domain.starts_with('*')) domain.remove_prefix(1);
  if (domain.starts_with('.')) domain.remove_prefix(1);
  if (domain.ends_with('.')) domain.remove_suffix(1);
  if (domain.find_first_of("*/:@?# ") != std::string_view::npos) return {};
  std::string lower;
  LowerCase(domain, lower);
  return lower;
}

}  // namespace

bool Domains::Add(std::string_view domain) {
  std::string normalised = Normalised(domain);
  if (normalised.empty()) return false;
  domains_.push_back(std::move(normalised));
  return true;
}

bool Domains::Contains(std::string_view host) const {
  return std::any_of(domains_.begin(), domains_.end(), [&](std::string_view domain) {
    if (!host.ends_with(domain)) return false;
    return host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
  });
}

bool Domains::Names(std::string_view domain) const {
  return std::find(domains_.begin(), domains_.end(), Normalised(domain)) != domains_.end();
}

Domains OwnDomains(std::string_view app, std::span<const std::string> domains) {
  Domains result;
  for (const std::string& domain : domains) {
    if (result.Add(domain)) continue;
    throw UserError("own_domains of app `" + std::string(app) + "`: not a domain: `" + domain +
                    "` (write example.com, without scheme, port or path)");
  }
  return result;
}

IgnoredReferrers IgnoredReferrers::Parse(std::string_view text, std::string_view file) {
  static constexpr std::array<std::string_view, 1> kColumns = {"host"};
  const CsvFile csv(file, text, kColumns);
  IgnoredReferrers result;
  for (const CsvFile::Row& row : csv.rows()) {
    if (result.hosts.Names(row[0].text)) csv.Fail(row[0], "duplicate host `" + row[0].text + "`");
    if (!result.hosts.Add(row[0].text)) {
      csv.Fail(row[0], "not a host: `" + row[0].text + "` (write example.com, without scheme, port or path)");
    }
  }
  return result;
}

}  // namespace millrace
