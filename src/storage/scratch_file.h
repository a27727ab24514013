// A file without a name on the local disk: for what a process has no memory for and reads again itself. Nobody else
// sees it, it is never synced, and it is gone when the process is, however it ends.
//
// Append and Read are thread-safe. Throw SystemError.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

namespace millrace {

class ScratchFile {
 public:
  // In an existing folder; an empty name is the system's folder for temporary files.
  explicit ScratchFile(std::string folder);
  ~ScratchFile();
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  // Returns where the bytes lie.
  uint64_t Append(const void* data, size_t size);
  void Read(uint64_t offset, void* data, size_t size) const;

 private:
  [[noreturn]] void Fail(const char* operation, int error) const;

  std::string folder_;
  int fd_ = -1;
  std::atomic<uint64_t> end_ = 0;
};

}  // namespace millrace
