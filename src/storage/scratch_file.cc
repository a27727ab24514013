#include "storage/scratch_file.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include "core/error.h"

namespace millrace {

std::string TemporaryDirectory() {
  std::error_code error;
  std::string folder = std::filesystem::temp_directory_path(error).string();
  if (error) {
    const char* const named = std::getenv("TMPDIR");  // NOLINT(concurrency-mt-unsafe)
    throw SystemError("there is no temporary directory " + std::string(named == nullptr ? "/tmp" : named) + ": " +
                      error.message() + "; create it, or set TMPDIR to another one");
  }
  return folder;
}

ScratchFile::ScratchFile(std::string folder) : folder_(std::move(folder)) {
  if (folder_.empty()) folder_ = TemporaryDirectory();
  // Not O_TMPFILE, which some file systems lack.
  std::string path = folder_ + "/millrace-scratch-XXXXXX";
  fd_ = ::mkostemp(path.data(), O_CLOEXEC);
  if (fd_ < 0) Fail("create", errno);
  ::unlink(path.c_str());
}

ScratchFile::~ScratchFile() {
  ::close(fd_);
}

uint64_t ScratchFile::Append(const void* data, size_t size) {
  const uint64_t begin = end_.fetch_add(size);
  const char* from = static_cast<const char*>(data);
  for (size_t done = 0; done < size;) {
    const ssize_t written = ::pwrite(fd_, from + done, size - done, static_cast<off_t>(begin + done));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) Fail("write", errno);
    done += static_cast<size_t>(written);
  }
  return begin;
}

void ScratchFile::Read(uint64_t offset, void* data, size_t size) const {
  char* to = static_cast<char*>(data);
  for (size_t done = 0; done < size;) {
    const ssize_t got = ::pread(fd_, to + done, size - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) Fail("read", errno);
    MILLRACE_CHECK(got > 0);
    done += static_cast<size_t>(got);
  }
}

void ScratchFile::Fail(const char* operation, int error) const {
  throw SystemError(std::string("cannot ") + operation + " a file for intermediate data in " + folder_ + ": " +
                    std::strerror(error));
}

}  // namespace millrace
