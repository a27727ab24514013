#include "cli/sample_file.h"

#include <array>
#include <cstdio>
#include <filesystem>

#include <unistd.h>

#include "core/error.h"
#include "storage/scratch_file.h"

namespace millrace {
namespace {

// Copies stdin to a temporary file, whose name shows whether it is gzip, as in the names of raw files.
std::string SpoolStdin() {
  std::string path = TemporaryDirectory() + "/millrace-stdin-XXXXXX";
  const int descriptor = ::mkstemp(path.data());
  if (descriptor < 0) throw SystemError("cannot create a temporary file for stdin: " + path);
  std::FILE* file = ::fdopen(descriptor, "wb");
  std::array<char, 1 << 16> buffer;
  std::string head;
  size_t size = 0;
  bool written = file != nullptr;
  while (written && (size = std::fread(buffer.data(), 1, buffer.size(), stdin)) > 0) {
    if (head.size() < 2) head.append(buffer.data(), std::min<size_t>(size, 2));
    written = std::fwrite(buffer.data(), 1, size, file) == size;
  }
  written = file != nullptr && std::fclose(file) == 0 && written;
  if (!written) {
    ::unlink(path.c_str());
    throw SystemError("cannot write the temporary file for stdin: " + path);
  }
  if (!head.starts_with("\x1f\x8b")) return path;
  std::filesystem::rename(path, path + ".gz");
  return path + ".gz";
}

}  // namespace

SampleFiles::SampleFiles(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (name == "-") {
      samples_.push_back({.path = copies_.emplace_back(SpoolStdin()), .name = "stdin"});
      continue;
    }
    std::error_code error;
    const auto status = std::filesystem::status(name, error);
    if (!std::filesystem::exists(status)) throw UserError("file not found: " + name);
    if (std::filesystem::is_directory(status)) throw UserError("this is a directory; name files in it: " + name);
    samples_.push_back({.path = name, .name = name});
  }
}

SampleFiles::~SampleFiles() {
  for (const std::string& copy : copies_) ::unlink(copy.c_str());
}

}  // namespace millrace
