// Raw files that are named on the command line: paths, or `-` for stdin.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "project/trial.h"

namespace millrace {

// Owns the copy of stdin and removes it at the end.
class SampleFiles {
 public:
  // Throws UserError if there is no such file, SystemError if stdin cannot be copied.
  explicit SampleFiles(const std::vector<std::string>& names);
  ~SampleFiles();
  SampleFiles(const SampleFiles&) = delete;
  SampleFiles& operator=(const SampleFiles&) = delete;

  // In the order of their names.
  std::span<const Sample> samples() const { return samples_; }

 private:
  std::vector<Sample> samples_;
  std::vector<std::string> copies_;
};

}  // namespace millrace
