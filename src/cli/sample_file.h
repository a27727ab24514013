// Raw files that somebody wants to look at: paths, or `-` for stdin.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "project/trial.h"

namespace millrace {

// Owns the copy of stdin, which goes with it.
class SampleFiles {
 public:
  // Throws UserError when there is no such file, SystemError when stdin cannot be copied.
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
