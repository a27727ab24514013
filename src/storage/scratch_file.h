// An unnamed temporary file on the local disk, for data that does not fit into memory. Only this process can access it.
// It is never synced, and it disappears with the process, however that ends.
//
// Append and Read are thread-safe. Throw SystemError.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

namespace millrace {

// The system's directory for temporary files (`TMPDIR`, else `/tmp`). Throws SystemError if it does not exist.
std::string TemporaryDirectory();

class ScratchFile {
 public:
  // `folder` must exist; if it is empty, the system's directory for temporary files is used.
  explicit ScratchFile(std::string folder);
  ~ScratchFile();
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  // Returns the offset of the bytes.
  uint64_t Append(const void* data, size_t size);
  void Read(uint64_t offset, void* data, size_t size) const;

 private:
  [[noreturn]] void Fail(const char* operation, int error) const;

  std::string folder_;
  int fd_ = -1;
  std::atomic<uint64_t> end_ = 0;
};

}  // namespace millrace
