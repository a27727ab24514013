// Files of a web application that are part of the program. Thread-safe.
#pragma once

#include <span>
#include <string_view>

#include "http/message.h"

namespace millrace::http {

// Lives as long as the program.
struct Asset {
  std::string_view path;  // `/assets/index-Bx3.js`
  std::string_view content_type;
  std::string_view content;
  std::string_view gzip;      // empty: not smaller
  std::string_view etag;      // with quotes
  bool is_immutable = false;  // its name contains a hash of the content
};

// The asset of this path; null if there is none. `assets` are sorted by path.
const Asset* FindAsset(std::span<const Asset> assets, std::string_view path);

Response AssetResponse(const Asset& asset, const Request& request);

}  // namespace millrace::http
