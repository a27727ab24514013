#include "project/spill_folder.h"

#include <ctime>
#include <filesystem>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace millrace {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPrefix = "millrace-query-";
constexpr const char* kLockName = "lock";
// A directory without a lock is being created, or its creator was killed in the middle of that.
constexpr time_t kSecondsToMakeOne = 60;

// Locks a folder; -1 when another process holds it.
int LockFolder(const std::string& folder, int flags) {
  const int lock = ::open((folder + "/" + kLockName).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
  if (lock < 0) return -1;
  if (::flock(lock, LOCK_EX | LOCK_NB) == 0) return lock;
  ::close(lock);
  return -1;
}

// Whether the directory is ours and its creator has ended. The parent may be shared by all users, so links and
// directories of others are not touched.
bool IsLeftBehind(const std::string& folder) {
  struct stat status {};
  if (::lstat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) || status.st_uid != ::geteuid()) return false;
  if (::access((folder + "/" + kLockName).c_str(), F_OK) != 0) {
    return std::time(nullptr) - status.st_mtime > kSecondsToMakeOne;
  }
  const int lock = LockFolder(folder, 0);
  if (lock >= 0) ::close(lock);
  return lock >= 0;
}

void RemoveLeftBehind(const std::string& parent) {
  std::vector<std::string> found;
  std::error_code error;
  for (fs::directory_iterator entry(parent, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().filename().native().starts_with(kPrefix)) found.push_back(entry->path().native());
  }
  for (const std::string& folder : found) {
    if (IsLeftBehind(folder)) fs::remove_all(folder, error);
  }
}

}  // namespace

SpillFolder::SpillFolder(const std::string& parent) {
  if (parent.empty()) return;
  RemoveLeftBehind(parent);
  std::string name = parent + "/" + kPrefix + "XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) return;
  lock_ = LockFolder(name, O_CREAT);
  if (lock_ >= 0) path_ = name;
}

SpillFolder::~SpillFolder() {
  if (path_.empty()) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  ::close(lock_);
}

}  // namespace millrace
