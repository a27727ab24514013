#include "http/server.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <optional>
#include <thread>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sys/resource.h>

#include "core/error.h"
#include "http/connection.h"
#include "http/forwarded.h"
#include "http/tls.h"

namespace millrace::http {
namespace {

using boost::asio::ip::tcp;

// Connections beyond the limit that are answered with 503; more are closed without an answer.
constexpr size_t kRefusedConnections = 64;
constexpr size_t kRefusedOfOne = 8;  // the same for the limit of one client
constexpr auto kAcceptPause = std::chrono::milliseconds(100);
constexpr auto kStopTime = std::chrono::seconds(5);
constexpr double kBurst = 5;

// Each connection is an open file, and shells allow 1024 of these.
void AllowOpenFiles(size_t connections) {
  constexpr size_t kOtherFiles = 512;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= connections + kOtherFiles) return;
  limit.rlim_cur = std::min<rlim_t>(connections + kOtherFiles, limit.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

tcp::acceptor Listen(boost::asio::io_context& io, const ServerOptions& options) {
  const std::string where = options.host + ":" + std::to_string(options.port);
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(options.host, error);
  if (error) throw UserError("cannot listen at " + where + ": expected an address like 127.0.0.1");
  const tcp::endpoint endpoint(address, options.port);
  tcp::acceptor acceptor(boost::asio::make_strand(io));
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(boost::asio::socket_base::max_listen_connections, error);
  if (error == boost::asio::error::address_in_use) {
    throw UserError(
        "cannot listen at " + where +
        ": another program uses this port; stop it, or choose another port with --listen or `serve.listen`");
  }
  if (error == boost::asio::error::access_denied) {
    throw UserError("cannot listen at " + where + ": ports below 1024 are for the system; choose another one");
  }
  if (error) throw UserError("cannot listen at " + where + ": " + error.message());
  return acceptor;
}

}  // namespace

struct Server::State {
  State(ServerOptions asked, Application with)
      : options(std::move(asked)),
        application(std::move(with)),
        observer(options.observer != nullptr ? *options.observer : silent),
        io(static_cast<int>(options.io_threads)),
        limiter(options.requests_per_second, options.requests_per_second * kBurst),
        workers(options.workers, options.max_queued),
        // A thread of its own: whether the server is ready must be told when all workers are busy.
        probes(1, options.max_queued),
        exporters(options.exporters, options.max_queued) {
    if (!options.tls_certificate.empty()) tls.emplace(options.tls_certificate, options.tls_key);
    acceptor.emplace(Listen(io, options));
    AllowOpenFiles(options.max_connections + kRefusedConnections);
    local = acceptor->local_endpoint();
    parts.emplace(ServerParts{.options = options,
                              .application = application,
                              .observer = observer,
                              .tls = tls ? &*tls : nullptr,
                              .limiter = limiter,
                              .workers = workers,
                              .probes = probes,
                              .exporters = exporters,
                              .parked = parked,
                              .connections = connections});
    boost::asio::co_spawn(acceptor->get_executor(), Accept(), boost::asio::detached);
    if (tls) boost::asio::co_spawn(acceptor->get_executor(), RefreshTls(), boost::asio::detached);
    threads.reserve(options.io_threads);
    for (size_t i = 0; i < options.io_threads; ++i) threads.emplace_back([this] { io.run(); });
  }

  boost::asio::awaitable<void> Accept() {
    while (true) {
      const auto executor = boost::asio::make_strand(io);
      boost::system::error_code error;
      tcp::socket socket =
          co_await acceptor->async_accept(executor, boost::asio::redirect_error(boost::asio::use_awaitable, error));
      if (error == boost::asio::error::operation_aborted || !acceptor->is_open()) break;
      if (error) {
        // Mostly: no file descriptor is left. Some will be.
        boost::asio::steady_timer pause(acceptor->get_executor(), kAcceptPause);
        co_await pause.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, error));
        continue;
      }
      const size_t open = connections.size();
      if (open >= options.max_connections + kRefusedConnections) continue;
      const std::string peer = socket.remote_endpoint(error).address().to_string();
      const size_t of_peer = IsTrustedProxy(peer, options.trusted_proxies) ? 0 : connections.CountOf(RateKey(peer));
      if (of_peer >= options.max_connections_of_one && of_peer - options.max_connections_of_one >= kRefusedOfOne)
        continue;
      const bool is_refused = open >= options.max_connections || of_peer >= options.max_connections_of_one;
      // Counted from here on, so that none can begin after the last was waited for.
      auto place = std::make_unique<OpenConnections::Place>(connections,
                                                            std::make_shared<OpenConnection>(executor, RateKey(peer)));
      observer.OnConnections(open + 1);
      boost::asio::co_spawn(executor, ServeConnection(*parts, std::move(socket), std::move(place), is_refused),
                            boost::asio::detached);
    }
    accepting_ended.set_value();
  }

  // Ends with the threads of the server.
  boost::asio::awaitable<void> RefreshTls() {
    boost::asio::steady_timer timer(acceptor->get_executor());
    while (true) {
      timer.expires_after(options.tls_check);
      boost::system::error_code error;
      co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, error));
      if (const auto fault = tls->Refresh()) observer.OnError(*fault);
    }
  }

  // Three steps, each repeated until no connection is left, because one may be between two states: connections end
  // after their answer; then answers are asked to end; then sockets are closed. Only a worker that does not heed its
  // stop can delay the last step.
  void Stop(std::chrono::milliseconds grace) {
    if (std::exchange(stopped, true)) return;
    boost::asio::post(acceptor->get_executor(), [this] { acceptor->close(); });
    accepting_ended.get_future().wait();
    const auto drain = [](OpenConnection& connection) {
      connection.is_draining = true;
      if (connection.events) connection.events->Close();
      if (connection.parked) connection.parked->Wake();
      if (connection.is_idle && connection.close) connection.close();
    };
    const auto end = std::chrono::steady_clock::now() + grace;
    do {
      connections.ForEach(drain);
    } while (!connections.WaitForNone(std::chrono::milliseconds(50)) && std::chrono::steady_clock::now() < end);
    connections.ForEach([](OpenConnection& connection) { connection.stop.request_stop(); });
    connections.WaitForNone(grace.count() > 0 ? kStopTime : std::chrono::seconds(1));
    const auto close = [](OpenConnection& connection) {
      connection.is_draining = true;
      connection.stop.request_stop();
      if (connection.close) connection.close();
    };
    do {
      connections.ForEach(close);
    } while (!connections.WaitForNone(std::chrono::milliseconds(50)));
    io.stop();
    threads.clear();
  }

  const ServerOptions options;
  const Application application;
  ServerObserver silent;
  ServerObserver& observer;
  boost::asio::io_context io;
  std::optional<TlsFiles> tls;
  std::optional<tcp::acceptor> acceptor;
  tcp::endpoint local;
  RateLimiter limiter;
  OpenConnections connections;
  WorkerPool workers;
  WorkerPool probes;
  WorkerPool exporters;
  std::atomic<size_t> parked = 0;
  std::optional<ServerParts> parts;
  std::promise<void> accepting_ended;
  bool stopped = false;
  std::vector<std::jthread> threads;
};

Server::Server(ServerOptions options, Application application)
    : state_(std::make_unique<State>(std::move(options), std::move(application))) {}

Server::~Server() {
  state_->Stop(std::chrono::milliseconds(0));
}

std::string Server::address() const {
  const auto address = state_->local.address();
  const std::string host = address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
  return (state_->tls ? "https://" : "http://") + host + ":" + std::to_string(port());
}

uint16_t Server::port() const {
  return state_->local.port();
}

void Server::Stop(std::chrono::milliseconds grace) {
  state_->Stop(grace);
}

}  // namespace millrace::http
