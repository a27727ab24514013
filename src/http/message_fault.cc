#include "http/message_fault.h"

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>

namespace millrace::http {

namespace beast = boost::beast;
namespace wire = boost::beast::http;

Refusal BodyTooLong() {
  return RefusalOf(413, "the content of the request is too long", "body");
}

std::optional<Refusal> RefusalOfError(const beast::error_code& error) {
  if (error == wire::error::end_of_stream || error == wire::error::partial_message) return std::nullopt;
  if (error == wire::error::header_limit || error == wire::error::buffer_overflow) {
    return RefusalOf(431, "the header fields are too long", "header");
  }
  if (error == wire::error::body_limit) return BodyTooLong();
  if (error.category() == make_error_code(wire::error::bad_method).category()) {
    return RefusalOf(400, "the request is malformed: " + error.message(), "malformed");
  }
  return std::nullopt;
}

std::optional<Refusal> TransferFault(const wire::request<wire::string_body>& message) {
  const size_t count = message.count(wire::field::transfer_encoding);
  if (count == 0) return std::nullopt;
  if (count > 1 || !beast::iequals(message[wire::field::transfer_encoding], "chunked")) {
    return RefusalOf(501, "of the transfer codings this server understands `chunked` alone", "malformed");
  }
  if (message.version() != 11 || message.count(wire::field::content_length) > 0) {
    return RefusalOf(400, "the length of the request is not clear", "malformed");
  }
  return std::nullopt;
}

}  // namespace millrace::http
