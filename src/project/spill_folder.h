// A private folder for what a query spills: readable by its owner only, under a name that nobody can guess, removed
// when the query ends. A query that was killed leaves its folder behind; the next one removes it.
#pragma once

#include <string>

namespace millrace {

class SpillFolder {
 public:
  // Makes a folder below `parent`, which others may share, and removes what killed processes of this user left there.
  explicit SpillFolder(const std::string& parent);
  ~SpillFolder();
  SpillFolder(const SpillFolder&) = delete;
  SpillFolder& operator=(const SpillFolder&) = delete;

  // Empty when none could be made: a user who may only read gets answers that fit in memory.
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  int lock_ = -1;  // held while the process lives, so that others can tell
};

}  // namespace millrace
