// An HTTP/1.1 server: Boost.Beast coroutines on a few I/O threads, and worker threads for answers that may take long.
// An idle or slow client holds no thread, and slow answers never delay those of other lanes.
//
// What it limits: bytes of header fields (431) and body (413), the time for a header, a body, an answer (its stop token
// is requested, then 504) and for sending it, connections, in all and of a client, and queued answers (503), and
// requests of a client (429). Every answer has the fields of browser_guard.h; requests that these refuse do not reach
// the application.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace millrace::http {

// Where an answer is computed.
enum class Lane : uint8_t {
  kInstant,  // on the I/O thread: at once, without files, databases or locks that are held for long
  kProbe,    // on a thread for the questions of monitoring alone, one after the other
  kWork,     // on a worker thread
  kExport,   // on a thread for long results, so that these do not delay the others
};

struct Answering {
  Lane lane = Lane::kInstant;
  // May throw: see ProblemOf.
  std::function<Response(const Request& request)> answer;
  std::string_view name = {};  // of the route, for metrics; lives as long as the program
  // Called in the same lane before the content of a request is read, which it does not have yet. What it returns or
  // throws is the answer, and the content is not read; null: somebody wants it. Empty: it is read in any case.
  std::function<std::optional<Response>(const Request& request)> admit = {};
  size_t max_body_bytes = SIZE_MAX;  // if that is less than the server's
};

// Called on an I/O thread for each request, so it only looks up. It must outlive the server and be thread-safe.
using Application = std::function<Answering(const Request& request)>;

struct Answered {
  std::string_view route;  // Answering::name; empty for a request that did not reach the application
  std::string_view method;
  unsigned status = 0;
  std::chrono::nanoseconds time{0};  // from the first byte of the request to the last one of the answer
};

// What happens, for metrics. Called by any thread; must be thread-safe and quick.
class ServerObserver {
 public:
  virtual ~ServerObserver() = default;
  // A connection was accepted or has ended.
  virtual void OnConnections(size_t /*open*/) {}
  virtual void OnAnswer(const Answered& /*answered*/) {}
  // Before there was a request: `connections`, `queue`, `rate`, `header`, `body`, `malformed`, `host`, `cross_site`.
  virtual void OnRefusal(const std::string& /*reason*/) {}
  // One line about an answer that failed.
  virtual void OnError(const std::string& /*line*/) {}
};

struct ServerOptions {
  std::string host = "127.0.0.1";  // an address
  uint16_t port = 0;               // 0: any that is free
  std::string tls_certificate;     // files in PEM form; empty: no TLS
  std::string tls_key;
  // How often it is looked whether these have changed; connections that are open keep what they began with.
  std::chrono::milliseconds tls_check = std::chrono::minutes(1);
  std::vector<std::string> names;  // that the field Host may have on a loopback address, beside those of IsLoopback
  // Origin under which people reach this server, `https://console.example.com`; empty: that of the server itself.
  std::string public_url;
  std::vector<std::string> trusted_proxies;  // addresses (forwarded.h)
  size_t io_threads = 2;
  size_t workers = 8;
  size_t exporters = 2;      // threads of Lane::kExport
  size_t max_queued = 512;   // answers that wait for a worker
  size_t max_parked = 1000;  // answers that wait without one (parked_answer.h); others are given at once
  size_t max_connections = 2000;
  size_t max_connections_of_one = SIZE_MAX;  // of one client; proxies that are trusted may have all
  size_t max_header_bytes = 16 << 10;
  size_t max_body_bytes = 1 << 20;
  double requests_per_second = 500;  // of one client; five times as many at once
  std::chrono::milliseconds header_time = std::chrono::seconds(10);
  std::chrono::milliseconds idle_time = std::chrono::seconds(75);  // between two requests
  std::chrono::milliseconds body_time = std::chrono::seconds(30);
  std::chrono::milliseconds answer_time = std::chrono::seconds(60);
  std::chrono::milliseconds send_time = std::chrono::seconds(30);  // and a second more for every 64 KiB
  std::chrono::milliseconds heartbeat = std::chrono::seconds(15);  // of server-sent events
  ServerObserver* observer = nullptr;                              // not owned; may be null
};

// Thread-safe.
class Server {
 public:
  // Listens when this returns. Throws UserError for an address that is not one of this machine, a port in use, and a
  // certificate or key that cannot be used.
  Server(ServerOptions options, Application application);
  // As Stop without grace.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // `http://127.0.0.1:8080`
  std::string address() const;
  uint16_t port() const;

  // Accepts nothing more, lets answers end for at most `grace`, then requests their stop. Returns when all connections
  // are closed.
  void Stop(std::chrono::milliseconds grace);

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace millrace::http
