// The console of a project: the server with the routes of the table and the embedded application.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "project/project.h"

namespace millrace {

// Where `millrace serve` listens unless it is told otherwise.
inline constexpr const char* kDefaultListen = "127.0.0.1:8080";

// Who carries out runs that people ask for where no service holds the lease of the workflow.
enum class AskedRunsBy : uint8_t {
  kServer,   // this server
  kService,  // nobody: a service of this process holds all leases, or will
};

// Thread-safe.
class ConsoleServer {
 public:
  // Serves when this returns, with the limits of the configuration (`serve.*`). `listen`: address and port. `warn` gets
  // lines for the log, from any thread. Both must outlive it. Throws UserError for an address that is wrong, in use, or
  // reached by other machines although nobody is asked for a token, and for TLS files that cannot be used.
  ConsoleServer(Project& project, const std::string& listen, std::function<void(const std::string& line)> warn,
                AskedRunsBy asked_runs_by = AskedRunsBy::kServer);
  ~ConsoleServer();
  ConsoleServer(const ConsoleServer&) = delete;
  ConsoleServer& operator=(const ConsoleServer&) = delete;

  // `http://127.0.0.1:8080`
  std::string address() const;
  // Lets answers end for this long, then cancels them.
  void Stop(std::chrono::milliseconds grace);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace
