// A PostgreSQL 15 server of a test's own (scripts/setup installs it): data and socket in a temporary folder, no TCP.
// Its text order is not by bytes and its time zone is not UTC, as users have it.
#pragma once

#include <string>

#include <sys/types.h>

namespace millrace {

class PostgresServer {
 public:
  // `shared` is one server for the whole test program, stopped at its end. Servers of a test's own may be stopped.
  static PostgresServer& Shared();

  // Starts it; takes about two seconds. Throws std::runtime_error when the server is missing or does not start.
  PostgresServer();
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // Of the superuser `millrace`, who needs no password. The user `reader` needs one: «right & secret».
  std::string uri(const std::string& user = "millrace") const;

  void Stop();          // at once, whoever is connected; the data stays
  void Start();         // again
  void KillBackends();  // the server goes on and takes new connections

 private:
  std::string folder_;
  std::string binaries_;
  pid_t pid_ = -1;
};

}  // namespace millrace
