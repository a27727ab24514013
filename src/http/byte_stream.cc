#include "http/byte_stream.h"

#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

namespace millrace::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;

template <typename Stream>
asio::awaitable<size_t> ReadSomeOf(Stream& stream, asio::mutable_buffer space, beast::error_code& error) {
  co_return co_await stream.async_read_some(space, asio::redirect_error(asio::use_awaitable, error));
}

template <typename Stream>
asio::awaitable<void> WriteTo(Stream& stream, ByteStream::Pieces pieces, beast::error_code& error) {
  co_await asio::async_write(stream, pieces, asio::redirect_error(asio::use_awaitable, error));
}

class Plain : public ByteStream {
 public:
  using ByteStream::ByteStream;

  asio::awaitable<void> Begin(beast::error_code&) override { co_return; }
  asio::awaitable<size_t> ReadSome(asio::mutable_buffer space, beast::error_code& error) override {
    return ReadSomeOf(tcp(), space, error);
  }
  asio::awaitable<void> Write(Pieces pieces, beast::error_code& error) override {
    return WriteTo(tcp(), pieces, error);
  }
  asio::awaitable<void> End(beast::error_code& error) override {
    tcp().socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
    co_return;
  }
};

class Tls : public ByteStream {
 public:
  Tls(beast::tcp_stream& tcp, std::shared_ptr<asio::ssl::context> context)
      : ByteStream(tcp), context_(std::move(context)), stream_(tcp, *context_) {}

  asio::awaitable<void> Begin(beast::error_code& error) override {
    co_await stream_.async_handshake(asio::ssl::stream_base::server, asio::redirect_error(asio::use_awaitable, error));
  }
  asio::awaitable<size_t> ReadSome(asio::mutable_buffer space, beast::error_code& error) override {
    return ReadSomeOf(stream_, space, error);
  }
  asio::awaitable<void> Write(Pieces pieces, beast::error_code& error) override {
    return WriteTo(stream_, pieces, error);
  }
  asio::awaitable<void> End(beast::error_code& error) override {
    co_await stream_.async_shutdown(asio::redirect_error(asio::use_awaitable, error));
  }

 private:
  std::shared_ptr<asio::ssl::context> context_;
  beast::ssl_stream<beast::tcp_stream&> stream_;
};

}  // namespace

std::unique_ptr<ByteStream> PlainStream(beast::tcp_stream& tcp) {
  return std::make_unique<Plain>(tcp);
}

std::unique_ptr<ByteStream> TlsStream(beast::tcp_stream& tcp, std::shared_ptr<asio::ssl::context> context) {
  return std::make_unique<Tls>(tcp, std::move(context));
}

}  // namespace millrace::http
