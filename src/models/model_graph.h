// The models as a graph: what model runs and readers see, that is the loaded tables and all models but those that only
// loads use. An edge leads from what is read to what reads it; a dashed one, to what reads it as an earlier run left
// it. Pure; thread-safe.
#pragma once

#include <string>

#include "warehouse/sql_models.h"

namespace millrace {

// In the language of Graphviz.
std::string ModelGraphDot(const SqlModels& models);
// In that of Mermaid, which pages of documentation draw.
std::string ModelGraphMermaid(const SqlModels& models);

}  // namespace millrace
