// Writes answers to the stream of a connection: whole ones, those in pieces, and server-sent events. Used on the
// connection's executor. Only connection.cc includes this.
#pragma once

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include "http/open_connections.h"
#include "http/server.h"

namespace millrace::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;

// How often a connection that waits looks for its client.
inline constexpr auto kGoneCheck = std::chrono::milliseconds(200);

// Whether the peer has closed its side, without reading: under TLS only the socket tells.
bool IsPeerGone(int socket);
// The value of the field Date.
std::string DateOfAnswer();

template <typename Stream>
class AnswerWriter {
 public:
  // All must outlive it.
  AnswerWriter(const ServerOptions& options, Stream& stream, OpenConnection& connection)
      : options_(options), stream_(stream), connection_(connection) {}

  // Sends the answer. False if the connection is of no more use.
  asio::awaitable<bool> Send(const Request& request, const Response& response, bool keeps_alive) {
    const std::string_view content = response.content();
    ExpireAfter(options_.send_time + std::chrono::seconds(content.size() / kSlowestBytesPerSecond));
    beast::error_code error;
    const bool has_no_content = response.status == 204 || response.status == 304;
    if (request.method == "HEAD" || has_no_content) {
      wire::response<wire::empty_body> message(static_cast<wire::status>(response.status), 11);
      SetFields(message, response);
      message.keep_alive(keeps_alive);
      if (!has_no_content) message.content_length(content.size());
      co_await wire::async_write(stream_, message, asio::redirect_error(asio::use_awaitable, error));
    } else {
      wire::response<wire::span_body<const char>> message(static_cast<wire::status>(response.status), 11);
      message.body() = beast::span<const char>(content.data(), content.size());
      SetFields(message, response);
      message.keep_alive(keeps_alive);
      message.content_length(content.size());
      co_await wire::async_write(stream_, message, asio::redirect_error(asio::use_awaitable, error));
    }
    co_return !error;
  }

  // The head of an answer whose content comes in pieces.
  asio::awaitable<bool> BeginPieces(const Response& response, bool keeps_alive) {
    wire::response<wire::empty_body> message(static_cast<wire::status>(response.status), 11);
    SetFields(message, response);
    message.keep_alive(keeps_alive);
    message.chunked(true);
    ExpireAfter(options_.send_time);
    beast::error_code error;
    wire::response_serializer<wire::empty_body> serializer(message);
    co_await wire::async_write_header(stream_, serializer, asio::redirect_error(asio::use_awaitable, error));
    co_return !error;
  }
  // Not empty.
  asio::awaitable<bool> SendPiece(const std::string& piece) {
    ExpireAfter(options_.send_time + std::chrono::seconds(piece.size() / kSlowestBytesPerSecond));
    beast::error_code error;
    const auto chunk = wire::make_chunk(asio::buffer(piece));
    co_await asio::async_write(stream_, chunk, asio::redirect_error(asio::use_awaitable, error));
    co_return !error;
  }
  asio::awaitable<bool> EndPieces() {
    ExpireAfter(options_.send_time);
    beast::error_code error;
    const auto last = wire::make_chunk_last();
    co_await asio::async_write(stream_, last, asio::redirect_error(asio::use_awaitable, error));
    co_return !error;
  }

  // Until either side closes them; then the connection is of no more use.
  asio::awaitable<void> SendEvents(const Request& request, const Response& response) {
    wire::response<wire::empty_body> message(wire::status::ok, 11);
    SetFields(message, response);
    message.set(wire::field::content_type, "text/event-stream");
    message.set("X-Accel-Buffering", "no");
    // Ends with the connection.
    message.keep_alive(false);
    ExpireAfter(options_.send_time);
    beast::error_code error;
    wire::response_serializer<wire::empty_body> serializer(message);
    co_await wire::async_write_header(stream_, serializer, asio::redirect_error(asio::use_awaitable, error));
    const auto timer = std::make_shared<asio::steady_timer>(connection_.executor);
    const asio::any_io_executor executor = connection_.executor;
    // Whoever sends does so in a thread of its own, and may do so after this connection has ended: it holds the timer.
    response.events->OnChange([timer, executor] { asio::post(executor, [timer] { timer->cancel(); }); });
    connection_.events = response.events;
    if (connection_.is_draining || request.method == "HEAD") response.events->Close();
    auto last_sent = std::chrono::steady_clock::now();
    while (!error && !IsPeerGone(beast::get_lowest_layer(stream_).socket().native_handle())) {
      std::string text = response.events->TakePending();
      if (text.empty() && response.events->closed()) break;
      if (text.empty() && std::chrono::steady_clock::now() - last_sent >= options_.heartbeat) text = ":\n\n";
      if (text.empty()) {
        beast::get_lowest_layer(stream_).expires_never();
        timer->expires_after(std::min<std::chrono::milliseconds>(options_.heartbeat, kGoneCheck * 5));
        beast::error_code woken;
        co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, woken));
        continue;
      }
      ExpireAfter(options_.send_time);
      const auto bytes = asio::buffer(text);
      co_await asio::async_write(stream_, bytes, asio::redirect_error(asio::use_awaitable, error));
      last_sent = std::chrono::steady_clock::now();
    }
    response.events->OnChange({});
    response.events->Close();
    connection_.events = nullptr;
  }

 private:
  static constexpr size_t kSlowestBytesPerSecond = 64 << 10;

  void ExpireAfter(std::chrono::milliseconds time) { beast::get_lowest_layer(stream_).expires_after(time); }

  template <typename Message>
  void SetFields(Message& message, const Response& response) {
    for (const auto& [name, value] : response.fields.all()) message.insert(name, value);
    message.set(wire::field::date, DateOfAnswer());
  }

  const ServerOptions& options_;
  Stream& stream_;
  OpenConnection& connection_;
};

}  // namespace millrace::http
