// gzip of answers (RFC 9110 §8.4). Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace millrace::http {

// Whether a field Accept-Encoding admits gzip: by name or `*`, and not with q=0.
bool AcceptsGzip(std::string_view accept_encoding);

// Whether content of this type becomes smaller: texts, JSON, SVG.
bool IsCompressible(std::string_view content_type);

// Whether it also has a size that is worth it.
bool IsWorthCompressing(std::string_view content_type, std::string_view content);

// Null if it would not be smaller.
std::optional<std::string> Gzip(std::string_view content);

}  // namespace millrace::http
