#include "warehouse/testing/postgres_server.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

namespace millrace {
namespace {

namespace fs = std::filesystem;

// Starts a program, as the user `postgres` if we are root, whom initdb and the server refuse. Its output goes to `log`.
pid_t Spawn(const std::vector<std::string>& command, const std::string& log) {
  std::vector<std::string> words;
  if (::geteuid() == 0) words = {"setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"};
  words.insert(words.end(), command.begin(), command.end());
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(output, 1);
  ::dup2(output, 2);
  // A group of its own, so that the Ctrl-C of a test run is not its affair.
  ::setpgid(0, 0);
  if (::chdir("/") == 0) ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

int WaitFor(pid_t pid) {
  int status = 0;
  ::waitpid(pid, &status, 0);
  return status;
}

std::string ReadLog(const std::string& folder) {
  std::ifstream file(folder + "/log");
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

PostgresServer& PostgresServer::Shared() {
  static PostgresServer server;
  return server;
}

PostgresServer::PostgresServer() : binaries_("/usr/lib/postgresql/15/bin/") {
  if (!fs::exists(binaries_ + "initdb"))
    throw std::runtime_error("PostgreSQL 15 is missing: scripts/setup installs it");
  // Short: the path of a socket has at most 107 bytes.
  folder_ = "/tmp/millrace-postgres-XXXXXX";
  if (::mkdtemp(folder_.data()) == nullptr) throw std::runtime_error("no temporary directory");
  if (const passwd* user = ::geteuid() == 0 ? ::getpwnam("postgres") : nullptr; user != nullptr) {
    if (::chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0) throw std::runtime_error("chown failed");
  }
  const std::string data = folder_ + "/data";
  if (WaitFor(Spawn({"env", "LC_ALL=C.UTF-8", binaries_ + "initdb", "-D", data, "-U", "millrace", "-A", "trust", "-E",
                     "UTF8", "-N", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"},
                    folder_ + "/log")) != 0) {
    throw std::runtime_error("initdb failed:\n" + ReadLog(folder_));
  }
  std::ofstream(data + "/pg_hba.conf") << "local all reader scram-sha-256\nlocal all all trust\n";
  Start();
}

PostgresServer::~PostgresServer() {
  Stop();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string PostgresServer::uri(const std::string& user) const {
  return "postgresql://" + user + "@/postgres?host=" + folder_;
}

void PostgresServer::Start() {
  // `timeout` bounds its life, should this process be killed.
  std::vector<std::string> command = {"timeout", "--signal=INT",   "1200", binaries_ + "postgres",
                                      "-D",      folder_ + "/data"};
  for (const char* setting : {"listen_addresses=", "fsync=off", "jit=off", "synchronous_commit=off",
                              "full_page_writes=off", "shared_buffers=32MB", "autovacuum=off", "timezone=Asia/Tokyo"}) {
    command.insert(command.end(), {"-c", setting});
  }
  command.insert(command.end(), {"-c", "unix_socket_directories=" + folder_});
  pid_ = Spawn(command, folder_ + "/log");
  for (int i = 0; i < 400; ++i) {
    const std::string create_user =
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'reader') THEN "
        "CREATE ROLE reader LOGIN PASSWORD 'right & secret'; END IF; END $$";
    if (WaitFor(Spawn({"psql", "-q", "-X", "-c", create_user, uri()}, folder_ + "/log")) == 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  throw std::runtime_error("PostgreSQL does not start:\n" + ReadLog(folder_));
}

void PostgresServer::Stop() {
  if (pid_ < 0) return;
  // To the server itself: `timeout` would wait for it, too, but passes no other signal than its own.
  std::ifstream file(folder_ + "/data/postmaster.pid");
  pid_t server = 0;
  if (file >> server) ::kill(server, SIGQUIT);
  WaitFor(pid_);
  pid_ = -1;
}

void PostgresServer::KillBackends() {
  const std::string sql =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND "
      "pid <> pg_backend_pid()";
  WaitFor(Spawn({"psql", "-q", "-X", "-c", sql, uri()}, folder_ + "/log"));
}

}  // namespace millrace
