#include "core/warehouse_address.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/ascii.h"
#include "core/percent_encoding.h"

namespace millrace {
namespace {

using Span = std::pair<size_t, size_t>;  // begin and end

constexpr std::string_view kDuckDb = "duckdb:";

// Where a scheme ends (`postgresql` before its colon); npos if there is none. A letter alone is no scheme.
size_t SchemeEnd(std::string_view uri) {
  const size_t colon = uri.find(':');
  if (colon == std::string_view::npos || colon < 2) return std::string_view::npos;
  const bool is_scheme = std::ranges::all_of(
      uri.substr(0, colon), [](char c) { return IsLetter(c) || IsDigit(c) || c == '+' || c == '-' || c == '.'; });
  return is_scheme ? colon : std::string_view::npos;
}

bool IsPasswordKey(std::string_view key) {
  std::string lower(key);
  std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return lower.ends_with("password") || lower.ends_with("pwd");
}

// The places of passwords in `scheme://user:PASSWORD@host/…?password=PASSWORD`, and in what drivers take besides:
// `user:PASSWORD@account/…`, and `key=value` with semicolons or blanks between.
std::vector<Span> PasswordsOf(std::string_view uri) {
  std::vector<Span> found;
  const size_t authority = uri.find("://");
  const bool has_authority = authority != std::string_view::npos;
  const size_t begin = has_authority ? authority + 3 : 0;
  // A password that is not encoded may hold anything, so the last @ before the query counts.
  const size_t query = std::min(uri.find('?', begin), uri.size());
  const size_t at = uri.substr(0, query).rfind('@');
  const bool may_have_user = has_authority || (SchemeEnd(uri) != std::string_view::npos && !uri.starts_with(kDuckDb));
  if (may_have_user && at != std::string_view::npos && at >= begin) {
    const size_t colon = uri.find(':', begin);
    if (colon < at && colon + 1 < at) found.emplace_back(colon + 1, at);
  }
  const bool has_semicolons = !has_authority && uri.find(';') != std::string_view::npos;
  const std::string_view separators = has_authority ? "&" : has_semicolons ? ";" : "& ";
  for (size_t start = has_authority ? query + 1 : 0; start < uri.size();) {
    const size_t end = std::min(uri.find_first_of(separators, start), uri.size());
    const size_t equals = uri.find('=', start);
    const bool has_value = equals < end && equals + 1 < end;
    if (has_value && IsPasswordKey(uri.substr(start, equals - start)) &&
        (found.empty() || found.back().second <= equals)) {
      found.emplace_back(equals + 1, end);
    }
    start = end + 1;
  }
  return found;
}

}  // namespace

WarehouseAddress ParseWarehouseAddress(std::string_view uri) {
  if (uri.starts_with(kDuckDb)) {
    uri.remove_prefix(kDuckDb.size());
    if (uri.starts_with("//")) uri.remove_prefix(2);
    return {WarehouseKind::kDuckDb, std::string(uri == ":memory:" ? std::string_view() : uri)};
  }
  if (uri.starts_with("postgresql://") || uri.starts_with("postgres://")) return {WarehouseKind::kPostgres, {}};
  if (SchemeEnd(uri) != std::string_view::npos) return {WarehouseKind::kOther, {}};
  return {WarehouseKind::kDuckDb, std::string(uri)};
}

bool HasPassword(std::string_view uri) {
  return !PasswordsOf(uri).empty();
}

std::string MaskedUri(std::string_view uri) {
  std::string masked;
  size_t from = 0;
  for (const auto& [begin, end] : PasswordsOf(uri)) {
    masked.append(uri.substr(from, begin - from)).append("***");
    from = end;
  }
  return masked.append(uri.substr(from));
}

std::string UriWithPassword(std::string_view uri, std::string_view password) {
  if (password.empty()) return std::string(uri);
  const char* const separator = uri.find('?') == std::string_view::npos ? "?" : "&";
  return std::string(uri) + separator + "password=" + UrlEncode(password, false);
}

}  // namespace millrace
