// A hash of a raw file's bytes as they are stored. It distinguishes a file that was only touched from one that has
// changed. Not cryptographic: it does not protect against deliberate collisions.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "storage/file_system.h"

namespace millrace {

// Not thread-safe.
class ContentHash {
 public:
  ContentHash();
  ~ContentHash();
  ContentHash(const ContentHash&) = delete;
  ContentHash& operator=(const ContentHash&) = delete;

  void Add(const void* bytes, size_t size);
  // `xxh3:` and 32 hexadecimal digits.
  std::string Text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The hash of a whole file. Throws what the file system throws.
std::string ContentHashOf(FileSystem& files, const std::string& path);

}  // namespace millrace
