// The objects of an app's schema that loads and models need. Creates what is missing and changes nothing that is there;
// may be repeated.
#pragma once

#include <string>
#include <string_view>

#include "warehouse/connection.h"
#include "warehouse/sql_models.h"

namespace millrace {

// In one transaction. `timezone`: of the app, for its views.
void CreateAppObjects(Connection& connection, const SqlModels& models, std::string_view schema,
                      std::string_view timezone);

}  // namespace millrace
