// The OpenAPI 3.1 document of the table of routes. Pure function; thread-safe.
#pragma once

#include <span>
#include <string>

#include "serve/route.h"

namespace millrace {

// One JSON object, always the same text for the same table.
std::string OpenApiDocument(std::span<const Topic> topics);

}  // namespace millrace
