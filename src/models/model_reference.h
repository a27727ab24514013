// The page docs/reference/models.md: every table and view of the warehouse, with the definition of each column. Pure;
// thread-safe.
#pragma once

#include <string>

#include "warehouse/sql_models.h"

namespace millrace {

// Models of a layer `user` get a section of their own.
std::string ModelReference(const SqlModels& models);

}  // namespace millrace
