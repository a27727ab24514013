#include "http/content_coding.h"

#include <algorithm>
#include <memory>
#include <new>

#include <libdeflate.h>

#include "core/letter_case.h"
#include "core/trim.h"

namespace millrace::http {
namespace {

// As small as it gets without waiting for it: answers are compressed for each request.
constexpr int kGzipLevel = 4;
constexpr size_t kLeastCompressed = 1024;

bool IsRefused(std::string_view parameters) {
  const size_t q = parameters.find("q=");
  if (q == std::string_view::npos) return false;
  const std::string_view value = Trim(parameters.substr(q + 2));
  return !value.empty() && value.find_first_not_of("0.") == std::string_view::npos;
}

}  // namespace

bool AcceptsGzip(std::string_view accept_encoding) {
  std::optional<bool> any;
  for (size_t begin = 0; begin < accept_encoding.size();) {
    const size_t end = std::min(accept_encoding.find(',', begin), accept_encoding.size());
    const std::string_view piece = accept_encoding.substr(begin, end - begin);
    begin = end + 1;
    const size_t semicolon = std::min(piece.find(';'), piece.size());
    const std::string_view name = Trim(piece.substr(0, semicolon));
    const bool accepted = !IsRefused(piece.substr(semicolon));
    if (EqualsIgnoringAsciiCase(name, "gzip") || EqualsIgnoringAsciiCase(name, "x-gzip")) return accepted;
    if (name == "*") any = accepted;
  }
  return any.value_or(false);
}

bool IsCompressible(std::string_view content_type) {
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  return type.starts_with("text/") || type.ends_with("json") || type.ends_with("javascript") || type.ends_with("+xml");
}

bool IsWorthCompressing(std::string_view content_type, std::string_view content) {
  return content.size() >= kLeastCompressed && IsCompressible(content_type);
}

std::optional<std::string> Gzip(std::string_view content) {
  struct Free {
    void operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }
  };
  const std::unique_ptr<libdeflate_compressor, Free> compressor(libdeflate_alloc_compressor(kGzipLevel));
  if (!compressor) throw std::bad_alloc();
  std::string out(content.size(), '\0');
  const size_t size =
      libdeflate_gzip_compress(compressor.get(), content.data(), content.size(), out.data(), out.size());
  if (size == 0) return std::nullopt;
  out.resize(size);
  return out;
}

}  // namespace millrace::http
