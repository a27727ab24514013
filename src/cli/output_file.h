// Where a command writes its result: stdout, or a file that appears when it is whole. Not thread-safe.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace millrace {

class OutputFile {
 public:
  // `path`: the file to write, replacing one that is there; empty: stdout. Throws SystemError when it cannot be opened.
  explicit OutputFile(std::string path);
  // Removes what was not committed.
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  // Throws SystemError, with the name of the file.
  void Write(std::string_view text);
  // The same with all bytes of another file.
  void WriteFile(const std::string& path);
  // Gives the file its name. Nothing for stdout.
  void Commit();

 private:
  const std::string path_;
  std::string staged_;  // beside the file; empty for stdout, devices and pipes
  std::FILE* stream_ = nullptr;
};

}  // namespace millrace
