// Routes that describe the API.
#include "serve/call.h"
#include "serve/openapi.h"
#include "serve/topics.h"

namespace millrace {
namespace {

http::Response GetOpenApi(const Call& /*call*/) {
  static const std::string kDocument = OpenApiDocument(AllTopics());
  http::Response response = http::JsonResponse({});
  response.shared_body = kDocument;
  response.owner = std::shared_ptr<const void>(&kDocument, [](const void*) {});
  return response;
}

}  // namespace

Topic DocumentTopic() {
  return {.name = "api",
          .description = "The API itself",
          .routes = {{.method = "GET",
                      .path = "/api/v1/openapi.json",
                      .name = "getOpenApi",
                      .summary = "This document",
                      .scope = Scope::kRead,
                      .answer = {.description = "An OpenAPI 3.1 document", .schema = R"({"type":"object"})"},
                      .handle = GetOpenApi}}};
}

}  // namespace millrace
