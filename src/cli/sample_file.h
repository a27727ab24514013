// A raw file that somebody wants to look at: a path, or `-` for stdin.
#pragma once

#include <string>

#include "kernel/kernel.h"

namespace millrace {

// Owns the copy of stdin, which goes with it.
class SampleFile {
 public:
  // Throws UserError when there is no such file.
  explicit SampleFile(const std::string& name);
  ~SampleFile();
  SampleFile(const SampleFile&) = delete;
  SampleFile& operator=(const SampleFile&) = delete;

  const std::string& path() const { return path_; }  // what can be opened
  const std::string& name() const { return name_; }  // what people call it

 private:
  std::string name_;
  std::string path_;
  bool temporary_ = false;
};

// Feeds all lines of a file to a kernel, as a worker of a run does.
void ProcessSample(Kernel& kernel, const SampleFile& file);

}  // namespace millrace
