// URLs as trackers send them: one tolerant parser for page URLs, referrers and request URIs, and form decoding.
//
// No text is rejected because of a bad character, and nothing is normalised: paths keep their case and their dots, and
// a backslash is not a slash. This is the parser of the reference (spec/transform-clickstream.md §2,
// spec/enrichment.md §3.3 and §3.4) with the differences T2, T3 and T10. Texts must be UTF-8; decoded texts are UTF-8,
// too (malformed escapes become U+FFFD).
// Results are views of the text or of the caller's reusable object, so steady state allocates nothing. Functions are
// thread-safe; an object belongs to one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// Decodes a whole column, such as a page title: `+` becomes a blank, `%XX` a byte. If a `%` starts no escape, the whole
// text is returned unchanged (`100% sure`, also with a `+`). The result is `text` itself or a view of `out`.
std::string_view UrlDecode(std::string_view text, std::string& out);

// One parameter of a query. `k` and `k=` both have an empty value. A piece without `=`, or one that starts with `=`, is
// a key as a whole.
struct QueryPair {
  std::string_view key;
  std::string_view value;
  bool operator==(const QueryPair&) const = default;
};

// The parts of a URL. Reuse one object: its views are valid until it is parsed into again, and no longer than the URL.
struct UrlParts {
  std::string_view host;         // as sent, IPv6 with its brackets, without user and port; null data() if there is none
  std::string_view path;         // percent-decoded, `+` kept; empty if there is none
  std::vector<QueryPair> query;  // in their order, with duplicate keys; cut at `&` and `=` first, then decoded once
  bool has_query = false;        // there is a `?`. A single `?` results in one pair with an empty key

 private:
  friend bool ParseUrl(std::string_view url, UrlParts& out);
  std::string decoded_;
};

// False, with empty parts, if the text is not a URL: it is blank, nothing follows its `://`, it is opaque (`mailto:x`,
// `javascript:…`, `about:blank`, `shop.example:x`), or it is a word: up to its first `?` or `#` it has no dot, slash or
// colon and is not `localhost` (`null`, `undefined`, `?a=b`; spec/enrichment.md §3.10). Surrounding blanks and control
// characters are dropped. A scheme of any length is followed by `://`; after `http:` and `https:` one slash or none is
// enough. Any other `name:` is a host with its port if digits follow, else the text is opaque. Without a scheme the
// text begins with the host (`example.com/p`), also after a `://` that does not follow a scheme (`1http://x`); if it
// begins with `/`, `?` or `#`, it is a path, query or fragment without host. The fragment is dropped.
bool ParseUrl(std::string_view url, UrlParts& out);

// Only the host, like that of ParseUrl; a view of `url`.
std::string_view UrlHost(std::string_view url);

// The distinct keys of a query in the order of their first appearance, with their values joined by `,` (lake-tables
// §6.4, difference 5). Reuse one object per thread.
class QueryJoiner {
 public:
  // The views are valid until the next call, and no longer than those of `query`.
  std::span<const QueryPair> Join(std::span<const QueryPair> query);

 private:
  std::vector<QueryPair> joined_;
  std::vector<uint32_t> slots_;  // open addressing: index into joined_ plus one, 0 when free
  std::vector<uint32_t> next_;   // by pair: the next pair with this key, or kNone
  std::vector<uint32_t> last_;   // by joined key: its last pair so far
  std::string text_;
};

// The first value of `key` in the query of a request URI (`/collect?appId=shop&upload_timestamp=1`), or null if there
// is no such key. The result is a view of `uri` or of `scratch`.
std::optional<std::string_view> FirstQueryValue(std::string_view uri, std::string_view key, std::string& scratch);

}  // namespace millrace
