// Who sent a request, and what they may do. A plain value.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "serve/route.h"

namespace millrace {

struct Caller {
  std::string user;                              // the name of a token; empty: nobody was asked
  Scope scope = Scope::kNone;                    // and all before it
  std::optional<std::vector<std::string>> apps;  // null: all

  bool MaySee(std::string_view app) const { return !apps || std::ranges::find(*apps, app) != apps->end(); }
};

}  // namespace millrace
