// Messages that cannot be used, and what is answered to them before the connection ends. Only connection.cc includes
// this. Pure functions; thread-safe.
#pragma once

#include <optional>

#include <boost/beast/core/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "http/exchange.h"

namespace millrace::http {

// The answer to a message that cannot be read. Null: none, because the client has gone, or its time is over, at which
// the stream closes itself.
std::optional<Refusal> RefusalOfError(const boost::beast::error_code& error);

// A message whose length a proxy may see otherwise than this server (request smuggling, RFC 9112 §6.1 and §6.3). Null:
// none.
std::optional<Refusal> TransferFault(const boost::beast::http::request<boost::beast::http::string_body>& message);

Refusal BodyTooLong();

}  // namespace millrace::http
