// One connection of a server, from its handshake to its close. Only server.cc includes this.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "http/open_connections.h"
#include "http/rate_limiter.h"
#include "http/server.h"
#include "http/tls.h"
#include "http/worker_pool.h"

namespace millrace::http {

// What the connections of a server share; it outlives them.
struct ServerParts {
  const ServerOptions& options;
  const Application& application;
  ServerObserver& observer;
  const TlsFiles* tls;  // null: none
  RateLimiter& limiter;
  WorkerPool& workers;
  WorkerPool& probes;
  WorkerPool& exporters;
  std::atomic<size_t>& parked;  // answers
  OpenConnections& connections;

  WorkerPool& PoolOf(Lane lane) const {
    if (lane == Lane::kExport) return exporters;
    return lane == Lane::kProbe ? probes : workers;
  }
};

// Serves requests until either side ends the connection. `is_refused`: there are too many, so the first request is
// answered with 503. Throws nothing.
boost::asio::awaitable<void> ServeConnection(const ServerParts& parts, boost::asio::ip::tcp::socket socket,
                                             std::unique_ptr<OpenConnections::Place> place, bool is_refused);

}  // namespace millrace::http
