// Content of raw files for tests and fuzz targets.
#pragma once

#include <string>
#include <string_view>

#include <libdeflate.h>

namespace millrace {

// One gzip member.
inline std::string GzipOf(std::string_view text) {
  libdeflate_compressor* const compressor = libdeflate_alloc_compressor(6);
  std::string out(libdeflate_gzip_compress_bound(compressor, text.size()), '\0');
  out.resize(libdeflate_gzip_compress(compressor, text.data(), text.size(), out.data(), out.size()));
  libdeflate_free_compressor(compressor);
  return out;
}

}  // namespace millrace
