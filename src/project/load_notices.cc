#include "project/load_notices.h"

#include <utility>

#include "core/error.h"
#include "core/store_address.h"
#include "project/load_service.h"
#include "project/project_warehouse.h"

namespace millrace {

std::optional<TakenNotices> TakeNotices(Project& project, std::string_view text) {
  const Config& config = project.config();
  if (!IsStoreAddress(config.lake)) {
    throw UserError("notices tell of objects in a store, and `lake` is the directory " + config.lake +
                    ": `millrace run` finds its files by itself");
  }
  if (!HasWarehouse(config)) throw UserError("notices are for loads, and the project has no warehouse");
  Notices notices = ReadNotices(text, config.lake, config.project);
  TakenNotices taken;
  if (!notices.items.empty()) {
    const auto ledger = project.OpenLedger();
    const auto added = AnnounceForLoads(project, *ledger, notices.items);
    if (!added) return std::nullopt;
    taken.added = *added;
  }
  taken.counts = std::move(notices.counts);
  return taken;
}

}  // namespace millrace
