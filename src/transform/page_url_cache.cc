#include "transform/page_url_cache.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace millrace {

size_t PageUrlCache::Hash::operator()(std::string_view text) const {
  return XXH3_64bits(text.data(), text.size());
}

const PageUrl& PageUrlCache::Get(std::string_view url) {
  if (const auto found = entries_.find(url); found != entries_.end()) return *found->second;
  auto page = std::make_unique<PageUrl>();
  page->decoded = UrlDecode(url, scratch_);
  if (ParseUrl(url, parts_)) {
    page->has_path = true;
    page->path = parts_.path;
    page->has_host = parts_.host.data() != nullptr;
    page->host = parts_.host;
    page->has_query = parts_.has_query;
    for (const QueryPair& pair : joiner_.Join(parts_.query)) page->query.emplace_back(pair.key, pair.value);
  }
  bytes_ += 4 * url.size() + 256;
  return *entries_.emplace(std::string(url), std::move(page)).first->second;
}

void PageUrlCache::Trim() {
  if (bytes_ < kMaxBytes) return;
  entries_.clear();
  bytes_ = 0;
}

}  // namespace millrace
