#include "http/forwarded.h"

#include <algorithm>

#include "core/letter_case.h"
#include "core/trim.h"
#include "core/web_address.h"

namespace millrace::http {
namespace {

// The elements of a list that may be spread over several fields, joined as RFC 9110 §5.3 allows.
std::string JoinedField(const Fields& fields, std::string_view name) {
  std::string joined;
  for (const auto& [field, value] : fields.all()) {
    if (EqualsIgnoringAsciiCase(field, name)) joined += (joined.empty() ? "" : ",") + value;
  }
  return joined;
}

std::string_view TakeLast(std::string_view& list) {
  const size_t comma = list.rfind(',');
  const std::string_view last = comma == std::string_view::npos ? list : list.substr(comma + 1);
  list = comma == std::string_view::npos ? std::string_view() : list.substr(0, comma);
  return Trim(last);
}

}  // namespace

bool IsTrustedProxy(std::string_view address, std::span<const std::string> proxies) {
  if (proxies.empty()) return false;
  const auto canonical = CanonicalIpAddress(address);
  return canonical && std::ranges::find(proxies, *canonical) != proxies.end();
}

void ApplyForwarded(std::span<const std::string> proxies, std::string_view public_url, Request& request) {
  if (public_url.starts_with("https://")) request.is_secure = true;
  if (!IsTrustedProxy(request.client, proxies)) return;
  const std::string chain = JoinedField(request.fields, "X-Forwarded-For");
  std::string_view rest = chain;
  while (!rest.empty()) {
    const auto address = CanonicalIpAddress(TakeLast(rest));
    if (!address) break;
    request.client = *address;
    if (!IsTrustedProxy(*address, proxies)) break;
  }
  const std::string protocols = JoinedField(request.fields, "X-Forwarded-Proto");
  std::string_view last = protocols;
  if (EqualsIgnoringAsciiCase(TakeLast(last), "https")) request.is_secure = true;
}

}  // namespace millrace::http
