// Steps of a workflow wait for commands that do the same work by hand, however long that takes: it is not a failure.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "workflow/clock.h"

#include "ledger/ledger.h"

namespace millrace {

// Waits until nobody holds the lease; says once who does. Does not take it. Throws SystemError when the clock stops.
void WaitForLease(Ledger& ledger, Clock& clock, std::string_view lease,
                  const std::function<void(const std::string&)>& log);

}  // namespace millrace
