// DuckDB lets one process write to a file, and none beside it read. The process that holds the file, its owner, answers
// the others through a socket in the state directory: each of them has a session of the owner's database, and its
// statements see consistent data as any session's do. Processes of other users are refused.
#pragma once

#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "warehouse/warehouse.h"

namespace millrace {

class OwnerSession;

// The socket of a DuckDB file: the name tells files apart, so that a project that changes its file does not meet the
// owner of the old one.
std::string OwnerSocketPath(const std::string& state_folder, const std::string& file);

// Thread-safe. Only the process that has opened the file may make one, since it replaces a socket that is there: that
// of a process that was killed.
class Owner {
 public:
  // `connect` makes sessions; it is called by other threads. Throws SystemError when the socket cannot be made.
  Owner(std::string socket_path, std::function<std::unique_ptr<Connection>()> connect);
  ~Owner();
  Owner(const Owner&) = delete;
  Owner& operator=(const Owner&) = delete;

  // Lets no session begin any more, and waits until every one is between two transactions: its process then goes on by
  // itself. `on_wait` gets one line if that takes longer than a second. A stop ends the sessions where they are.
  void Close(const std::function<void(const std::string& line)>& on_wait, const std::stop_token& stop);

 private:
  void Accept();
  void StopAccepting();
  void RemoveEnded();

  const std::string path_;
  const std::function<std::unique_ptr<Connection>()> connect_;
  int listener_ = -1;
  int wake_ = -1;  // ends Accept
  std::mutex mutex_;
  std::condition_variable ended_;
  std::list<std::unique_ptr<OwnerSession>> sessions_;  // destroyed without the mutex, which they take at their end
  std::thread acceptor_;
};

}  // namespace millrace
