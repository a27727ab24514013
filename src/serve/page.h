// Lists that come in pages: their parameters, and what a handler reads from them. An answer has `total`, too.
#pragma once

#include <cstddef>

#include "serve/call.h"
#include "serve/route.h"

namespace millrace {

inline const RouteParameter kOffsetParameter = {.name = "offset",
                                                .type = ParameterType::kInteger,
                                                .description = "How many to leave out at the beginning",
                                                .default_value = "0",
                                                .greatest = 10'000'000};
inline const RouteParameter kLimitParameter = {.name = "limit",
                                               .type = ParameterType::kInteger,
                                               .description = "Most of them in the answer",
                                               .default_value = "50",
                                               .least = 1,
                                               .greatest = 500};

struct PageRange {
  size_t offset = 0;
  size_t limit = 0;
};
inline PageRange PageOf(const Call& call) {
  return {.offset = static_cast<size_t>(call.arguments.Integer("offset")),
          .limit = static_cast<size_t>(call.arguments.Integer("limit"))};
}

}  // namespace millrace
