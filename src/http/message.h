// A request as a handler gets it, and what it answers. Plain values; a request is not changed after it was read.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "http/fields.h"
#include "http/target.h"

namespace millrace::http {

class EventStream;
class ParkedAnswer;
class PieceSource;

struct Request {
  std::string method;  // as sent: `GET`
  Target target;
  Fields fields;
  std::string body;
  std::string client;      // address of the peer, without its port
  bool is_secure = false;  // over TLS
  // Requested when the client has gone, the time for an answer is over, or the server ends. Handlers that may take long
  // look at it.
  std::stop_token stop;

  // The value of a cookie; null if there is none.
  std::optional<std::string> Cookie(std::string_view name) const;
  // Whether the field Accept names this media type without a wildcard.
  bool AcceptsExactly(std::string_view media_type) const;
};

struct Response {
  unsigned status = 200;
  std::string content_type;  // empty: no content
  std::string body;
  // Content that is not copied, instead of `body`; what owns it is `owner`.
  std::string_view shared_body;
  std::shared_ptr<const void> owner;
  // Content that is made while it is sent, instead of a body (piece_source.h).
  std::shared_ptr<PieceSource> pieces;
  // Server-sent events instead of a body (event_stream.h).
  std::shared_ptr<EventStream> events;
  // The answer comes later, instead of this one (parked_answer.h).
  std::shared_ptr<ParkedAnswer> parked;
  Fields fields;
  // Overrides the default `no-store`.
  std::string cache_control;
  // Of this content, with quotes; a request that has it gets 304.
  std::string etag;

  std::string_view content() const { return owner ? shared_body : std::string_view(body); }
};

Response JsonResponse(std::string json, unsigned status = 200);
// 204: done, and nothing to say.
Response NoContent();

}  // namespace millrace::http
