#include "storage/read_whole.h"

namespace millrace {

std::string ReadWhole(FileSystem& files, const std::string& path) {
  constexpr size_t kReadBytes = 1u << 20;
  std::string bytes;
  if (const auto info = files.Stat(path)) bytes.reserve(info->size + kReadBytes);
  const auto file = files.OpenRead(path);
  while (true) {
    const size_t size = bytes.size();
    bytes.resize(size + kReadBytes);
    const size_t got = file->Read(bytes.data() + size, kReadBytes);
    bytes.resize(size + got);
    if (got == 0) return bytes;
  }
}

}  // namespace millrace
