// What the warehouse throws, as answers. Thread-safe.
#pragma once

#include "core/error.h"
#include "http/problem.h"
#include "project/query_pool.h"
#include "warehouse/warehouse_error.h"

namespace millrace {

// Returns what `ask` returns. A statement of ours that the warehouse takes for a mistake is our fault, not the
// client's.
template <typename Ask>
auto AskWarehouse(const Ask& ask) {
  try {
    return ask();
  } catch (const QueryTimedOut& error) {
    throw http::ProblemError(503, error.what());
  } catch (const WarehouseError& error) {
    throw http::ProblemError(
        {.status = 503, .detail = "the warehouse does not answer now", .parameter = {}, .retry_after_s = 5});
  } catch (const UserError& error) {
    throw SystemError(error.what());
  }
}

}  // namespace millrace
