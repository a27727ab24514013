#include "workflow/lease_wait.h"

#include "core/error.h"
#include "core/time.h"
#include "ledger/held_lease.h"

namespace millrace {

void WaitForLease(Ledger& ledger, Clock& clock, std::string_view lease,
                  const std::function<void(const std::string&)>& log) {
  LeaseWatch watch(ledger.leases(), std::string(lease));
  bool told = false;
  for (std::string holder = watch.Holder(); !holder.empty(); holder = watch.Holder()) {
    if (!told) log("waiting: " + holder);
    told = true;
    if (!clock.WaitUntil(clock.NowNs() + kNanosecondsPerSecond)) {
      throw SystemError("interrupted while waiting: " + holder);
    }
  }
}

}  // namespace millrace
