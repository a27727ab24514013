#include "serve/chart_bodies.h"

#include <memory>
#include <utility>

#include "http/content_coding.h"

namespace millrace {

http::Response ChartBodies::Get(const http::Request& request, const std::string& etag, const std::string& content_type,
                                const std::function<std::string()>& write) {
  const auto make = [&] {
    auto body = std::make_shared<ChartBody>(ChartBody{.content_type = content_type, .content = write()});
    if (http::IsWorthCompressing(content_type, body->content)) body->gzip = http::Gzip(body->content);
    return std::pair(std::shared_ptr<const ChartBody>(std::move(body)), true);
  };
  const auto body = bodies_.Get(etag, make, request.stop);
  http::Response response;
  response.content_type = body->content_type;
  response.fields.Set("Vary", "Accept");
  response.owner = body;
  response.shared_body = body->content;
  // Otherwise it is compressed as every answer is.
  if (body->gzip && http::AcceptsGzip(request.fields.Get("Accept-Encoding"))) {
    response.shared_body = *body->gzip;
    response.fields.Add("Content-Encoding", "gzip");
    response.fields.Set("Vary", "Accept, Accept-Encoding");
  }
  return response;
}

}  // namespace millrace
