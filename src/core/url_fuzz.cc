// The URL parser on any bytes: its laws, in addition to what sanitizers detect.
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/url.h"
#include "core/utf8.h"

using millrace::IsValidUtf8;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static millrace::UrlParts parts;
  static millrace::QueryJoiner joiner;
  static std::string scratch;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const bool valid = IsValidUtf8(text);

  MILLRACE_CHECK(!valid || IsValidUtf8(millrace::UrlDecode(text, scratch)));
  const bool parsed = millrace::ParseUrl(text, parts);
  MILLRACE_CHECK(parts.host == millrace::UrlHost(text));
  MILLRACE_CHECK(parsed || (parts.host.empty() && parts.path.empty() && !parts.has_query));
  MILLRACE_CHECK(parts.has_query || parts.query.empty());
  MILLRACE_CHECK(!valid || IsValidUtf8(parts.path));
  size_t bytes = 0;
  for (const millrace::QueryPair& pair : parts.query) {
    MILLRACE_CHECK(!valid || (IsValidUtf8(pair.key) && IsValidUtf8(pair.value)));
    bytes += pair.key.size() + pair.value.size();
  }
  MILLRACE_CHECK(bytes <= size);

  size_t joined_bytes = 0;
  for (const millrace::QueryPair& pair : joiner.Join(parts.query)) joined_bytes += pair.value.size();
  MILLRACE_CHECK(joined_bytes <= size);
  // A request URI is not trimmed and has no scheme; otherwise both parsers must find the same first key.
  if (!parts.query.empty() && text.back() > ' ' && text.find("://") == std::string_view::npos) {
    MILLRACE_CHECK(millrace::FirstQueryValue(text, parts.query[0].key, scratch).has_value());
  }
  return 0;
}
