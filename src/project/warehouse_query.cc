#include "project/warehouse_query.h"

#include "core/error.h"
#include "core/warehouse_address.h"
#include "project/project_warehouse.h"

namespace millrace {
namespace {

// A question must not make an empty warehouse.
std::shared_ptr<Warehouse> OpenToRead(Project& project, const std::function<void(const std::string& line)>& on_wait,
                                      const std::stop_token& stop) {
  const Config& config = project.config();
  if (HasWarehouse(config) && IsWarehouseFileMissing(config)) {
    throw UserError("the warehouse " + ParseWarehouseAddress(config.warehouse.uri).file +
                    " does not exist yet; `millrace load` makes it");
  }
  return OpenProjectWarehouse(project, on_wait, stop);
}

}  // namespace

WarehouseQuery::WarehouseQuery(Project& project, const std::function<void(const std::string& line)>& on_wait,
                               const std::stop_token& stop)
    : warehouse_(OpenToRead(project, on_wait, stop)), connection_(warehouse_->Connect()) {}

void WarehouseQuery::Run(const std::string& sql, const OnColumns& begin, const OnBatch& rows,
                         const std::stop_token& stop) {
  RunReadOnlyQuery(*connection_, sql, begin, rows, stop);
}

void WarehouseQuery::WriteParquet(const std::string& sql, const std::string& path, const std::stop_token& stop) {
  WriteReadOnlyParquet(*connection_, sql, path, stop);
}

}  // namespace millrace
