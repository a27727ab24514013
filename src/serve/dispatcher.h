// From a request to its row of the table, and back: finds the route, asks who the caller is and what they may do,
// checks the parameters, and calls the handler. What is no route of the API is a file of the console. Thread-safe.
#pragma once

#include <span>
#include <vector>

#include "http/asset.h"
#include "http/router.h"
#include "http/server.h"
#include "serve/console.h"
#include "serve/route.h"

namespace millrace {

class Dispatcher {
 public:
  // All must outlive it. `assets` are sorted by path; the one of `/index.html` is the application itself.
  Dispatcher(Console& console, std::span<const Topic> topics, std::span<const http::Asset> assets);

  // For http::Server.
  http::Answering Dispatch(const http::Request& request) const;

 private:
  http::Answering DispatchAsset(const http::Request& request) const;

  Console& console_;
  const std::span<const http::Asset> assets_;
  http::Router router_;
  std::vector<const Route*> routes_;  // by their number in the router
};

// Throws http::ProblemError 403, which names the scope that is missing, or the app.
void CheckAccess(const Route& route, const Caller& caller,
                 std::span<const std::pair<std::string, std::string>> path_parameters);

}  // namespace millrace
