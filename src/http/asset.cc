#include "http/asset.h"

#include <algorithm>

#include "http/content_coding.h"

namespace millrace::http {

const Asset* FindAsset(std::span<const Asset> assets, std::string_view path) {
  const auto found = std::ranges::lower_bound(assets, path, {}, &Asset::path);
  return found != assets.end() && found->path == path ? &*found : nullptr;
}

Response AssetResponse(const Asset& asset, const Request& request) {
  Response response;
  response.content_type = asset.content_type;
  const bool compressed = !asset.gzip.empty() && AcceptsGzip(request.fields.Get("Accept-Encoding"));
  response.shared_body = compressed ? asset.gzip : asset.content;
  response.owner = std::shared_ptr<const void>(&asset, [](const void*) {});
  if (compressed) response.fields.Add("Content-Encoding", "gzip");
  if (!asset.gzip.empty()) response.fields.Add("Vary", "Accept-Encoding");
  response.etag = asset.etag;
  // `no-cache`: the browser asks each time whether it has changed.
  response.cache_control = asset.is_immutable ? "public, max-age=31536000, immutable" : "no-cache";
  return response;
}

}  // namespace millrace::http
