// The bodies of charts' answers as they were sent last, also compressed, by their ETag: many people look at the same
// charts, and to write and compress one takes longer than to find it. Thread-safe.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "http/message.h"
#include "project/result_cache.h"

namespace millrace {

struct ChartBody {
  std::string content_type;
  std::string content;
  std::optional<std::string> gzip = {};  // null: it would not be smaller

  size_t bytes() const { return sizeof *this + content.size() + (gzip ? gzip->size() : 0); }
};

class ChartBodies {
 public:
  static constexpr size_t kMostBytes = 16 << 20;

  explicit ChartBodies(size_t most_bytes = kMostBytes) : bodies_(most_bytes) {}

  // What `write` gives as content, unless it is kept, with its type, its coding and `Vary`. Fields that depend on the
  // request otherwise are the caller's.
  http::Response Get(const http::Request& request, const std::string& etag, const std::string& content_type,
                     const std::function<std::string()>& write);

 private:
  ResultCache<ChartBody> bodies_;
};

}  // namespace millrace
