// The exception for single raw files of a run that cannot be read.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "pipeline/plan.h"

namespace millrace {

struct UnreadFile {
  PlannedFile file;
  std::string reason;
};

// Thrown to fail a job that contains rows of such a file, or that could read none of its files. The other files can be
// read without them.
class RawFileFailure : public SystemError {
 public:
  explicit RawFileFailure(std::vector<UnreadFile> unread)
      : SystemError("cannot read " + unread.front().file.name + ": " + unread.front().reason),
        unread_(std::move(unread)) {}

  const std::vector<UnreadFile>& unread() const { return unread_; }

 private:
  std::vector<UnreadFile> unread_;
};

}  // namespace millrace
