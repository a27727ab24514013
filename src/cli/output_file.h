// The output of a command: stdout, or a file that appears once it is complete. Not thread-safe.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace millrace {

class OutputFile {
 public:
  // `path`: the file to write or replace; empty: stdout. Throws SystemError if it cannot be opened.
  explicit OutputFile(std::string path);
  // Removes a file that was not committed.
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  // Throws SystemError, with the name of the file.
  void Write(std::string_view text);
  // Writes all bytes of another file. Throws like Write.
  void WriteFile(const std::string& path);
  // Gives the file its final name. Does nothing for stdout.
  void Commit();

 private:
  const std::string path_;
  std::string staged_;  // beside the file; empty for stdout, devices and pipes
  std::FILE* stream_ = nullptr;
};

}  // namespace millrace
