// The rows of refresh_mv_sp_status with which a run says that it rebuilt days of a metric table
// (sql/metrics/record_status.sql).
#pragma once

#include "models/selection.h"

#include "warehouse/sql_models.h"

namespace millrace {

// A statement that inserts rows, from its SELECT on.
ModelStatement SelectOf(const ModelStatement& insert);

// The SELECT of these rows of one table.
ModelStatement StatusRowsOf(const SqlModels& models, const ModelFile& table);

}  // namespace millrace
