// URLs as trackers send them: one tolerant parser for page URLs, referrers and request URIs, and form decoding.
//
// No text is refused for a bad character and nothing is normalised: case stays, `\` is no `/`, dots in paths stay. This
// is the reference's parser (spec/transform-clickstream.md §2, spec/enrichment.md §3.3 and §3.4) with the differences
// T2, T3 and T10. Texts are taken to be UTF-8; decoding then gives UTF-8 again (malformed escapes become U+FFFD).
// Results are views into the text or into the caller's reusable object, so steady state allocates nothing. Functions
// are thread-safe; an object belongs to one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// Decodes a whole column, such as a page title: `+` becomes a blank, `%XX` a byte. A text with a `%` that starts no
// escape is returned as it is, whole (`100% sure`, also with a `+`). The result is `text` itself or lies in `out`.
std::string_view UrlDecode(std::string_view text, std::string& out);

// One parameter of a query. `k` and `k=` both have an empty value. A piece without `=`, or that starts with it, is a
// key as it stands.
struct QueryPair {
  std::string_view key;
  std::string_view value;
  bool operator==(const QueryPair&) const = default;
};

// What a URL consists of. Reuse one object: its views live until it is parsed into again, and no longer than the URL.
struct UrlParts {
  std::string_view host;  // as sent, IPv6 with its brackets, without user and port; null data() when there is none
  std::string_view path;  // percent-decoded, `+` kept; empty when there is none
  std::vector<QueryPair> query;  // in their order, repeated keys too; cut at `&` and `=` first, then decoded once
  bool has_query = false;        // a `?` is there. A bare `?` gives one pair with an empty key

 private:
  friend bool ParseUrl(std::string_view url, UrlParts& out);
  std::string decoded_;
};

// False, with empty parts, when there is no URL: the text is blank, nothing follows its `://`, it is opaque
// (`mailto:x`, `javascript:…`, `about:blank`, `shop.example:x`), or it is a word: up to its first `?` or `#` it has no
// dot, slash or colon and is not `localhost` (`null`, `undefined`, `?a=b`; spec/enrichment.md §3.10). Blanks and
// controls around it are dropped. A scheme of any length is followed by `://`; `http:` and `https:` by one slash or
// none, too. Another `name:` begins a host with its port where digits follow, else an opaque URL. Without a scheme the
// text starts with the host (`example.com/p`), or behind a `://` that something else stands before (`1http://x`), or,
// after `/`, `?` or `#`, with a path, query or fragment and has no host. The fragment is dropped.
bool ParseUrl(std::string_view url, UrlParts& out);

// The host alone, as ParseUrl gives it; a view into `url`.
std::string_view UrlHost(std::string_view url);

// The query's distinct keys in the order of their first appearance, with their values joined by `,` (lake-tables §6.4,
// difference 5). Reuse one object a thread.
class QueryJoiner {
 public:
  // The views live until the next call, and no longer than those of `query`.
  std::span<const QueryPair> Join(std::span<const QueryPair> query);

 private:
  std::vector<QueryPair> joined_;
  std::vector<uint32_t> slots_;  // open addressing: index into joined_ plus one, 0 when free
  std::vector<uint32_t> next_;   // by pair: the next pair with this key, or kNone
  std::vector<uint32_t> last_;   // by joined key: its last pair so far
  std::string text_;
};

// The first value of `key` in the query of a request URI (`/collect?appId=shop&upload_timestamp=1`), or null when the
// key is not there. The result lies in `uri` or in `scratch`.
std::optional<std::string_view> FirstQueryValue(std::string_view uri, std::string_view key, std::string& scratch);

}  // namespace millrace
