#include "raw/content_hash.h"

#include <array>
#include <cstdio>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace millrace {

struct ContentHash::State {
  XXH3_state_t hash;
};

ContentHash::ContentHash() : state_(std::make_unique<State>()) {
  XXH3_128bits_reset(&state_->hash);
}
ContentHash::~ContentHash() = default;

void ContentHash::Add(const void* bytes, size_t size) {
  XXH3_128bits_update(&state_->hash, bytes, size);
}

std::string ContentHash::Text() const {
  const XXH128_hash_t digest = XXH3_128bits_digest(&state_->hash);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "xxh3:%016llx%016llx", static_cast<unsigned long long>(digest.high64),
                static_cast<unsigned long long>(digest.low64));
  return text.data();
}

std::string ContentHashOf(FileSystem& files, const std::string& path) {
  ContentHash hash;
  std::string piece(256u << 10, '\0');
  const auto file = files.OpenRead(path);
  while (const size_t got = file->Read(piece.data(), piece.size())) hash.Add(piece.data(), got);
  return hash.Text();
}

}  // namespace millrace
