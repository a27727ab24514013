#include "serve/console_server.h"

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "core/web_address.h"
#include "http/listen_address.h"
#include "http/server.h"
#include "project/asked_runs.h"
#include "serve/console.h"
#include "serve/dispatcher.h"
#include "serve/embedded_assets.h"
#include "serve/oidc_authentication.h"

namespace millrace {
namespace {

// How old listings of the raw folder and of the lake may be.
constexpr auto kListingsKept = std::chrono::seconds(2);

http::ServerOptions ServerOptionsOf(const Config& config, const std::string& listen) {
  const auto address = http::ParseListenAddress(listen);
  if (!address) {
    throw UserError("cannot listen at `" + listen + "`: expected an address and a port, like 127.0.0.1:8080");
  }
  if (!IsLoopbackHost(address->host) && config.serve.authentication == Config::Serve::Authentication::kNone) {
    throw UserError("cannot listen at " + listen +
                    ": other machines reach this address, and everybody there could read and change everything; set "
                    "`serve.authentication` to token, or use 127.0.0.1");
  }
  if (!IsLoopbackHost(address->host) && config.serve.authentication == Config::Serve::Authentication::kOidc &&
      config.serve.public_url.empty()) {
    throw UserError("cannot listen at " + listen +
                    ": the provider sends people back to `serve.public_url`, which is not set; set it to the address "
                    "under which they reach the console");
  }
  http::ServerOptions options;
  options.host = address->host;
  options.port = address->port;
  options.tls_certificate = config.serve.tls_certificate;
  options.tls_key = config.serve.tls_key;
  options.names = config.serve.hosts;
  options.public_url = config.serve.public_url;
  if (const auto reached = ParseWebAddress(options.public_url)) options.names.push_back(reached->host);
  options.trusted_proxies = config.serve.trusted_proxies;
  options.answer_time = std::chrono::milliseconds(config.serve.answer_timeout_ms);
  options.requests_per_second = config.serve.requests_per_second;
  options.max_connections = static_cast<size_t>(config.serve.max_connections);
  // So that one address, which may be that of many people, leaves room for others.
  options.max_connections_of_one = std::max<size_t>(1, options.max_connections / 2);
  // A connection waits for one answer at a time, so those that are open bound the queue.
  options.max_queued = options.max_connections;
  return options;
}

std::unique_ptr<Authentication> AuthenticationOf(Project& project) {
  switch (project.config().serve.authentication) {
    case Config::Serve::Authentication::kNone:
      return NoAuthentication();
    case Config::Serve::Authentication::kToken:
      return std::make_unique<TokenAuthentication>(project);
    case Config::Serve::Authentication::kOidc:
      return std::make_unique<OidcAuthentication>(project);
  }
  throw InternalError("no such authentication");
}

}  // namespace

struct ConsoleServer::State {
  State(Project& project, const std::string& listen, std::function<void(const std::string& line)> to)
      : options(ServerOptionsOf(project.config(), listen)), project(project), warn(std::move(to)) {
    options.observer = &metrics;
    server = std::make_unique<http::Server>(
        options, [this](const http::Request& request) { return dispatcher.Dispatch(request); });
  }

  http::ServerOptions options;  // checked before anything is opened
  Project& project;
  const std::function<void(const std::string& line)> warn;
  const std::unique_ptr<Authentication> authentication = AuthenticationOf(project);
  Readiness readiness{project, warn};
  Metrics metrics{project, warn};
  Dashboards dashboards{project};
  ChartBodies chart_bodies;
  Exploration exploration{project, dashboards.apps()};
  SavedConsole saved{project, dashboards.apps()};
  FolderListings listings{project, kListingsKept};
  LiveFeed live{project, *authentication, warn};
  SegmentRuns segment_runs{saved};
  WarehouseState warehouse{project, dashboards.apps()};
  Explanations explanations{project};
  Console console{.project = project,
                  .authentication = *authentication,
                  .dashboards = dashboards,
                  .chart_bodies = chart_bodies,
                  .metrics = metrics,
                  .readiness = readiness,
                  .exploration = exploration,
                  .saved = saved,
                  .listings = listings,
                  .live = live,
                  .segment_runs = segment_runs,
                  .warehouse = warehouse,
                  .explanations = explanations};
  Dispatcher dispatcher{console, AllTopics(), EmbeddedAssets()};
  std::unique_ptr<http::Server> server;
  std::unique_ptr<RunCarrier> carrier;  // null: others carry out runs
};

ConsoleServer::ConsoleServer(Project& project, const std::string& listen,
                             std::function<void(const std::string& line)> warn, AskedRunsBy asked_runs_by)
    : state_(std::make_unique<State>(project, listen, std::move(warn))) {
  if (asked_runs_by == AskedRunsBy::kServer) state_->carrier = std::make_unique<RunCarrier>(project, state_->warn);
}

ConsoleServer::~ConsoleServer() = default;

std::string ConsoleServer::address() const {
  return state_->server->address();
}

void ConsoleServer::Stop(std::chrono::milliseconds grace) {
  state_->server->Stop(grace);
}

}  // namespace millrace
