// At most one job of a project runs at a time, on one machine. The lock is the kernel's (flock), so it goes with its
// process, however that ends; the file's text says who holds it.
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace millrace {

class ProjectLock {
 public:
  // `<state>/<project>.lock`
  static std::string PathOf(const std::string& state_folder, const std::string& project);

  // Takes the lock, waiting for it up to `patience`. Calls `on_wait`, when given, once with a sentence that names the
  // holder before it begins to wait. Throws SystemError with that sentence when the time is up. The folder must exist.
  ProjectLock(const std::string& path, std::chrono::milliseconds patience,
              const std::function<void(const std::string& holder)>& on_wait);
  ~ProjectLock();
  ProjectLock(const ProjectLock&) = delete;
  ProjectLock& operator=(const ProjectLock&) = delete;

  // Who holds the lock now, as a sentence; empty when nobody does.
  static std::string HolderOf(const std::string& path);

 private:
  int fd_ = -1;
};

// This machine's name, for locks and the ledger.
std::string HostName();

}  // namespace millrace
