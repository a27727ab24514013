// A private directory for data that a query spills: readable only by its owner, with an unpredictable name, removed
// when the query ends. A query that was killed leaves its directory behind; the next one removes it.
#pragma once

#include <string>

namespace millrace {

class SpillFolder {
 public:
  // Creates a directory in `parent`, which may be shared, and removes what killed processes of this user left there.
  explicit SpillFolder(const std::string& parent);
  ~SpillFolder();
  SpillFolder(const SpillFolder&) = delete;
  SpillFolder& operator=(const SpillFolder&) = delete;

  // Empty if it could not be created: a user with read-only access gets results that fit into memory.
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  int lock_ = -1;  // held while the process lives, so that others can tell
};

}  // namespace millrace
