// THE table of routes is made of these rows: what a client may send and gets back, as data. The checks of parameters,
// the OpenAPI document, authentication and the metrics by route are derived from it. Texts live as long as the program.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "http/server.h"

namespace millrace {

struct Call;

// What a caller needs; each includes those before it. kNone: the route is for everybody.
enum class Scope : uint8_t { kNone, kRead, kOperate, kAdmin };
std::string_view ScopeName(Scope scope);  // `read`
std::optional<Scope> ParseScope(std::string_view name);

enum class ParameterType : uint8_t {
  kText,      // at most 1000 bytes
  kInteger,   // from `least` to `greatest`
  kBoolean,   // `true` or `false`
  kDay,       // `2026-11-14`
  kInstant,   // `2026-11-14T12:00:00Z`
  kDuration,  // `2s`
};

enum class ParameterPlace : uint8_t { kPath, kQuery };

struct RouteParameter {
  std::string_view name;
  ParameterPlace place = ParameterPlace::kQuery;
  ParameterType type = ParameterType::kText;
  std::string_view description{};
  bool is_required = false;          // of the query; those of the path always are
  bool may_repeat = false;           // otherwise a second one is an error
  std::string_view default_value{};  // in force where it is missing; empty: none
  int64_t least = 0;                 // of kInteger and, in ms, of kDuration
  int64_t greatest = INT32_MAX;
  std::vector<std::string_view> choices{};  // of kText; empty: any
};

// The body of an answer that is not a problem.
struct RouteAnswer {
  unsigned status = 200;
  std::string_view description{};
  // A JSON schema as text, which may refer to `#/components/schemas/…`; empty: there is no JSON.
  std::string_view schema{};
  std::vector<std::string_view> other_types{};  // media types that it can have, too, or instead of JSON
};

struct Route {
  std::string_view method;
  std::string_view path;  // `/api/v1/apps/{app}`; a parameter `app` is checked against those that the caller may see
  std::string_view name;  // unique; operationId of OpenAPI
  std::string_view summary{};  // a sentence without its full stop
  Scope scope = Scope::kRead;
  http::Lane lane = http::Lane::kWork;
  // It is about the whole project: 403 for callers who may see some apps only.
  bool needs_all_apps = false;
  std::vector<RouteParameter> parameters{};
  // Further parameters of the query are passed on as texts; this describes them. Empty: they are errors.
  std::string_view open_parameters{};
  std::string_view body_schema{};    // of a JSON body, which is then required; empty: none
  bool takes_text = false;           // the body may be called text/plain, too
  size_t max_body_bytes = SIZE_MAX;  // if that is less than the server's
  RouteAnswer answer{};
  http::Response (*handle)(const Call& call) = nullptr;
};

// A JSON schema that several routes refer to, as `{"$ref":"#/components/schemas/NAME"}`.
struct NamedSchema {
  std::string_view name;
  std::string_view schema;
};

// What one file of handlers adds to the table.
struct Topic {
  std::string_view name;         // tag of OpenAPI
  std::string_view description;  // a sentence
  std::vector<Route> routes;
  std::vector<NamedSchema> schemas{};
};

// Every topic, in the order of the document. Made once; thread-safe.
std::span<const Topic> AllTopics();

}  // namespace millrace
