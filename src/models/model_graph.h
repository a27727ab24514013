// The models as a graph, in the language of Graphviz. Pure; thread-safe.
#pragma once

#include <string>

#include "warehouse/sql_models.h"

namespace millrace {

// What model runs and readers see: the loaded tables, and all models but those that only loads use. An edge leads from
// what is read to what reads it; a dashed one, to what reads it as an earlier run left it.
std::string ModelGraphDot(const SqlModels& models);

}  // namespace millrace
