// The columns of a model with those that its header takes over: `columns: those of NAME, and …`. Pure; thread-safe.
#pragma once

#include <vector>

#include "warehouse/sql_models.h"

namespace millrace {

// Those of the other relation first. A relation that is neither a loaded table nor a model gives none.
std::vector<ModelColumn> AllColumnsOf(const SqlModels& models, const ModelFile& model);

}  // namespace millrace
