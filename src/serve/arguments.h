// The parameters of a request, checked against the table (route.h). Immutable, so thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/target.h"
#include "serve/route.h"

namespace millrace {

class Arguments {
 public:
  // Throws http::ProblemError, which names the parameter, for one that is unknown, missing, repeated or malformed.
  Arguments(const Route& route, std::span<const std::pair<std::string, std::string>> path,
            std::span<const http::QueryPair> query);

  // By the name of a parameter of the route; its default where it was not sent. Asking for one that the route does not
  // have, or for a single value of one that is neither sent nor has a default, is an InternalError.
  bool Has(std::string_view name) const;
  const std::string& Text(std::string_view name) const;
  std::string TextOr(std::string_view name, std::string_view otherwise) const;
  std::vector<std::string> Texts(std::string_view name) const;  // all values
  int64_t Integer(std::string_view name) const;
  bool Boolean(std::string_view name) const;
  std::optional<int32_t> Day(std::string_view name) const;         // days since the epoch; null: not sent
  std::optional<int64_t> Instant(std::string_view name) const;     // ns since the epoch
  std::optional<int64_t> DurationMs(std::string_view name) const;  // milliseconds

  // Those of Route::open_parameters, in their order.
  std::span<const http::QueryPair> open() const { return open_; }

 private:
  const std::vector<std::string>& ValuesOf(std::string_view name) const;

  std::map<std::string, std::vector<std::string>, std::less<>> values_;  // of every parameter of the route
  std::vector<http::QueryPair> open_;
};

}  // namespace millrace
