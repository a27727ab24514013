// A warehouse that fails or dies at the plan's step. A failure is a lost connection: the transaction is rolled back,
// and a commit that is reported as failed may have happened.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/testing/fault_plan.h"
#include "warehouse/warehouse.h"

namespace millrace {

class FaultyConnection : public Connection {
 public:
  FaultyConnection(std::unique_ptr<Connection> base, FaultPlan& plan) : base_(std::move(base)), plan_(plan) {}

  Dialect dialect() const override { return base_->dialect(); }
  std::string version() override { return base_->version(); }
  bool ReadsLakeFiles() const override { return base_->ReadsLakeFiles(); }
  std::string Submit(const SqlRequest& request) override {
    Step("submit");
    return base_->Submit(request);
  }
  RequestState Poll(const std::string& id, std::chrono::milliseconds wait) override { return base_->Poll(id, wait); }
  void Cancel(const std::string& id) override { base_->Cancel(id); }
  Result Fetch(const std::string& id) override { return base_->Fetch(id); }
  int64_t Append(std::string_view schema, std::string_view table, arrow::RecordBatchReader& rows,
                 const std::stop_token& stop) override {
    Step("append");
    return base_->Append(schema, table, rows, stop);
  }
  void Begin() override {
    Step("begin");
    base_->Begin();
  }
  void Commit() override {
    Step("commit");
    base_->Commit();
    Step("commit (done)");
  }
  void Rollback() override { base_->Rollback(); }

 private:
  void Step(const char* operation) {
    try {
      plan_.Step(operation, "warehouse");
    } catch (const SystemError& error) {
      throw WarehouseError(WarehouseFault::kConnection, error.what());
    }
  }

  std::unique_ptr<Connection> base_;
  FaultPlan& plan_;
};

class FaultyWarehouse : public Warehouse {
 public:
  // Nothing is owned.
  FaultyWarehouse(Warehouse& base, FaultPlan& plan) : base_(base), plan_(plan) {}
  std::unique_ptr<Connection> Connect() override { return std::make_unique<FaultyConnection>(base_.Connect(), plan_); }

 private:
  Warehouse& base_;
  FaultPlan& plan_;
};

}  // namespace millrace
