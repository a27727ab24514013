// The bytes of a connection, plain or under TLS. Boost's operations are templates of the stream, and take longer to
// compile than all else of this room: what differs between the two kinds is said here alone, and they are compiled
// once. Only connection.cc and answer_writer.* include this. Used on the connection's executor.
#pragma once

#include <array>
#include <cstddef>
#include <memory>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/tcp_stream.hpp>

namespace millrace::http {

class ByteStream {
 public:
  // What is sent together; any of them may be empty.
  using Pieces = std::array<boost::asio::const_buffer, 3>;

  // `tcp` must outlive it.
  explicit ByteStream(boost::beast::tcp_stream& tcp) : tcp_(tcp) {}
  virtual ~ByteStream() = default;
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;

  // The handshake; of a plain stream nothing.
  virtual boost::asio::awaitable<void> Begin(boost::beast::error_code& error) = 0;
  // Reads what is there, at least a byte and at most `space`, and returns its bytes.
  virtual boost::asio::awaitable<size_t> ReadSome(boost::asio::mutable_buffer space,
                                                  boost::beast::error_code& error) = 0;
  virtual boost::asio::awaitable<void> Write(Pieces pieces, boost::beast::error_code& error) = 0;
  // Tells the other side that nothing more is sent.
  virtual boost::asio::awaitable<void> End(boost::beast::error_code& error) = 0;

  // The time limits of all these, and the socket.
  boost::beast::tcp_stream& tcp() const { return tcp_; }

 private:
  boost::beast::tcp_stream& tcp_;
};

std::unique_ptr<ByteStream> PlainStream(boost::beast::tcp_stream& tcp);
std::unique_ptr<ByteStream> TlsStream(boost::beast::tcp_stream& tcp,
                                      std::shared_ptr<boost::asio::ssl::context> context);

}  // namespace millrace::http
