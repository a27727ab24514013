// A hash of a raw file's bytes as they are stored, so that a file which was only touched can be told from one that has
// changed. No protection against somebody who wants two files to look the same.
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

// Of a whole file. Throws what the file system throws.
std::string ContentHashOf(FileSystem& files, const std::string& path);

}  // namespace millrace
