// Writes answers to the stream of a connection: whole ones, those in pieces, and server-sent events. Used on the
// connection's executor. Only connection.cc includes this.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "http/byte_stream.h"
#include "http/open_connections.h"
#include "http/server.h"

namespace millrace::http {

// How often a connection that waits looks for its client.
inline constexpr auto kGoneCheck = std::chrono::milliseconds(200);

// Whether the peer has closed its side, without reading: under TLS only the socket tells.
bool IsPeerGone(const ByteStream& stream);

class AnswerWriter {
 public:
  // All must outlive it.
  AnswerWriter(const ServerOptions& options, ByteStream& stream, OpenConnection& connection)
      : options_(options), stream_(stream), connection_(connection) {}

  // Sends the answer. False, as with the others, if the connection is of no more use.
  boost::asio::awaitable<bool> Send(const Request& request, const Response& response, bool keeps_alive);

  // The head of an answer whose content comes in pieces.
  boost::asio::awaitable<bool> BeginPieces(const Response& response, bool keeps_alive);
  // Not empty.
  boost::asio::awaitable<bool> SendPiece(const std::string& piece);
  boost::asio::awaitable<bool> EndPieces();

  // Until either side closes them; then the connection is of no more use.
  boost::asio::awaitable<void> SendEvents(const Request& request, const Response& response);

 private:
  boost::asio::awaitable<bool> Write(ByteStream::Pieces pieces, std::chrono::milliseconds time);

  const ServerOptions& options_;
  ByteStream& stream_;
  OpenConnection& connection_;
};

}  // namespace millrace::http
