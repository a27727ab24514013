#include "cli/sample_file.h"

#include <array>
#include <cstdio>
#include <filesystem>

#include <unistd.h>

#include "core/error.h"
#include "raw/raw_file.h"
#include "storage/file_system.h"

namespace millrace {
namespace {

// Reads stdin to its end into a temporary file; its name tells whether it is gzip, as names of raw files do.
std::string SpoolStdin() {
  std::string path = (std::filesystem::temp_directory_path() / "millrace-stdin-XXXXXX").string();
  const int descriptor = ::mkstemp(path.data());
  if (descriptor < 0) throw SystemError("cannot make a temporary file for stdin: " + path);
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

SampleFile::SampleFile(const std::string& name) : name_(name), path_(name) {
  if (name == "-") {
    name_ = "stdin";
    path_ = SpoolStdin();
    temporary_ = true;
    return;
  }
  std::error_code error;
  const auto status = std::filesystem::status(name, error);
  if (!std::filesystem::exists(status)) throw UserError("file not found: " + name);
  if (std::filesystem::is_directory(status)) throw UserError("this is a folder; name files in it: " + name);
}

SampleFile::~SampleFile() {
  if (temporary_) ::unlink(path_.c_str());
}

void ProcessSample(Kernel& kernel, const SampleFile& file) {
  RawFileReader reader(LocalFileSystem(), file.path());
  kernel.BeginFile(file.name());
  RawLine line;
  while (reader.Next(line)) kernel.ProcessLine(line);
  if (!reader.error().empty()) kernel.RejectBrokenFile(reader.broken_line(), reader.error(), reader.no_gzip());
}

}  // namespace millrace
