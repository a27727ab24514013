// millrace serve: the console and its API.
#include "cli/serve.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "cli/command.h"
#include "cli/interrupts.h"
#include "core/log.h"
#include "project/project_warehouse.h"
#include "serve/console_server.h"

namespace millrace {
namespace {

constexpr auto kAnswersMayEnd = std::chrono::seconds(10);

struct ServeFlags {
  ConfigFlags config;
  std::string listen;
};

void WaitFor(const std::stop_token& token) {
  std::mutex mutex;
  std::unique_lock lock(mutex);
  std::condition_variable_any never;
  never.wait(lock, token, [] { return false; });
}

int Serve(const ServeFlags& flags) {
  Project project(flags.config.LoadForJobs());
  const std::string& configured = project.config().serve.listen;
  ServeConsole(project, !flags.listen.empty() ? flags.listen : !configured.empty() ? configured : kDefaultListen);
  return kExitDone;
}

}  // namespace

void ServeConsole(Project& project, const std::string& listen) {
  const Interrupts interrupts({.kept = "the console changed nothing that is not finished",
                               .drain = kAnswersMayEnd,
                               .announcement = "stopping; answers have 10s to end"});
  // This process answers commands that need the DuckDB file meanwhile.
  const KeptWarehouse kept(
      project, [](const std::string& line) { LogInfo(line); }, interrupts.stop());
  ConsoleServer server(project, listen, [](const std::string& line) { LogWarning(line); });
  PrintToStdout("The console is at " + server.address() + "\n");
  WaitFor(interrupts.drain());
  server.Stop(kAnswersMayEnd);
  LogInfo("stopped");
}

void RegisterServe(CommandLine& line) {
  auto flags = std::make_shared<ServeFlags>();
  CLI::App& command =
      AddCommand(line.root, "serve", "Serve the console and its API, until stopped",
                 {"millrace serve # at http://127.0.0.1:8080; Ctrl-C ends it",
                  "millrace serve --listen 127.0.0.1:0 # at a port that is free",
                  "millrace serve --set serve.tls_certificate=console.crt --set serve.tls_key=console.key"});
  flags->config.AddTo(command);
  AddFlag(command, "--listen", flags->listen, "ADDRESS:PORT", "Where, instead of `serve.listen`");
  command.callback([&line, flags] { line.run = [flags] { return Serve(*flags); }; });
}

}  // namespace millrace
